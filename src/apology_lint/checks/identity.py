"""Who a mail says it is from: names, hosts and domains, as the checks compare them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from apology_lint.email import Address, Link, host_of
from apology_lint.finding import Place
from apology_lint.reading import Reading
from apology_lint.settings import Brand
from apology_lint.source import PLACEHOLDER

#: What says of a picture that it is the logo.
LOGO = re.compile(r"logo|brand|wordmark", re.I)
_COMPANY = re.compile(
    r"(?:©|\(c\)|copyright)[\s\d,–-]*(?P<holder>(?![Aa]ll [Rr]ights)[^\d\W][^,.|·•\n]{1,60})"
    r"|(?P<firm>\b[A-Z][\w&'’. -]{1,60}?),?\s+"
    r"(?:Inc|Ltd|Limited|LLC|GmbH|PLC|plc|B\.?V|S\.?A|Pty|LLP|Corp)\b",
)
#: How a text names who writes it: "we at Acme", "The Acme Team", ``فريق أكمي``.
_SIGNED = re.compile(
    r"\b[Ww]e at (?P<at>[A-Z][\w'’-]*(?: (?:& )?[A-Z][\w'’-]*){0,3})"
    r"|^(?:[Tt]he |[Yy]our )?(?P<team>[A-Z][\w&'’ -]{1,40}?) [Tt]eam$"
    r"|^فريق (?P<fareeq>[^\W\d_][\w -]{1,40})$",
    re.M,
)
#: So many blocks from either end may name who writes (our choice).
_NEAR = 8
_ROLES = frozenset(
    "customer customers care service services support team help desk info news newsletter the your our "
    "order orders billing security privacy office sales hello contact mail mailer notifications "
    "customer-care customer-service الدعم العملاء خدمة المبيعات العناية التواصل القراء المشتركين".split()
)
#: Names under a country that are no domain of their own: ``co`` of ``acme.co.uk`` (the usual ones).
_SECOND_LEVEL = frozenset("co com org net gov ac edu or ne go gob gouv sch mil ltd plc".split())
_AUTHORITY = re.compile(r"\s*https?://(?:[^/?#\\@]*@)?(?P<host>[^/?#\\:]*)", re.I)


def inferred_names(reading: Reading) -> tuple[str, ...]:
    """What the mail calls its sender: a logo's alt text, the company in the footer, the sender, the
    signature; the host of the logo if the text has it too, for many come from somebody else's."""
    names = [
        re.sub(r"\s*\blogo\b\s*", " ", image.alt.value, flags=re.I).strip()
        for image in reading.email.images
        if image.alt and (LOGO.search(image.name) or LOGO.search(image.alt.value))
    ]
    for block in reversed(reading.email.blocks):
        if block.where != "alt":
            match = _COMPANY.search(block.text.value)
            if match:
                names.append((match["holder"] or match["firm"]).strip())
                break
    sender = reading.email.sender
    if sender is not None and "@" not in sender.name.value:
        words = re.findall(r"[^\W_]+", sender.name.value.lower())
        if not _ROLES.issuperset(words):  # "Customer Care" is nobody's name
            names.append(sender.name.value)
    if sender is not None:
        names.append(label(sender.domain))
    else:
        text = plain(" ".join(block.text.value for block in reading.email.blocks if block.where != "alt"))
        hosts = [label(host_of(image.src)) for image in reading.email.images if LOGO.search(image.name)]
        names += [*_signatures(reading), *(host for host in hosts if plain(host) in text)]
    return tuple(name for name in dict.fromkeys(names) if 1 < len(name) <= 200)[:20]


def _signatures(reading: Reading) -> Iterator[str]:
    """Names that the beginning or the end of the text calls its writers by."""
    blocks = [block for block in reading.email.blocks if block.where in ("heading", "body", "footer")]
    for block in blocks if len(blocks) <= 2 * _NEAR else blocks[:_NEAR] + blocks[-_NEAR:]:
        for match in _SIGNED.finditer(block.text.value):
            name = next(filter(None, match.groups()))
            if not _ROLES.issuperset(re.findall(r"[^\W_]+", name.lower())):
                yield name.strip()


def house_names(reading: Reading, brand: Brand | None) -> tuple[str, ...]:
    """The house's own names, or what the mail calls itself."""
    return brand.names if brand is not None and brand.names else inferred_names(reading)


def firm_in(text: str) -> str:
    """The company that a text names with its legal form ("Acme" of "Acme Ltd"), or nothing."""
    match = _COMPANY.search(text[:200])
    return (match["firm"] or "") if match else ""


def mentions(text: str, names: tuple[str, ...]) -> bool:
    """Whether the text has one of the names, however it is spaced, or begins one of them."""
    words = plain(text)
    for name in names:
        wanted = plain(name)
        if wanted and (wanted in words or (len(words) > 3 and words in wanted)):
            return True
    return False


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text.replace("&", " and ")).casefold()


def is_nameless(sender: Address) -> bool:
    """Whether the reader sees no name, only an address."""
    name = sender.name.value.strip(" '\"<>()").casefold()
    return not (plain(name) or PLACEHOLDER in name) or name == sender.address.value.casefold()


def host_place(link: Link) -> Place | None:
    """Where the host stands in the address of a link."""
    match = _AUTHORITY.match(link.url.value) if link.url is not None else None
    return Place(link.where, link.url, *match.span("host")) if match and link.url is not None else None


def web_links(reading: Reading) -> Iterator[tuple[Link, str]]:
    """The links that lead to a web page on a known host, with that host."""
    for link in reading.email.links:
        if link.host:
            yield link, link.host


def belongs(to_host: str, domains: Collection[str]) -> bool:
    """Whether a host is one of the domains or a part of one."""
    while to_host not in domains:
        _, dot, to_host = to_host.partition(".")
        if not dot:
            return False
    return True


def registrable(domain: str) -> str:
    """The part of a host that somebody registered: ``acme.co.uk`` of ``www.acme.co.uk``."""
    labels = domain.split(".")
    return ".".join(labels[-(3 if _has_second_level(labels) else 2) :])


def label(domain: str) -> str:
    """The part of a domain that people read as the name: ``acme`` of ``mail.acme.co.uk``."""
    labels = domain.split(".")
    return "" if len(labels) < 2 else labels[-3 if _has_second_level(labels) else -2]


def _has_second_level(labels: list[str]) -> bool:
    return len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2


def anybody_can_have(domain: str, options: Mapping[str, Any]) -> bool:
    """Whether a domain gives mailboxes to everybody: listed in the options ``domains``, or one of
    ``families`` under any country (``yahoo.ae``)."""
    if domain in options["domains"]:
        return True
    ending = domain.rpartition(".")[2]
    is_family = label(domain) in options["families"] and registrable(domain) == domain
    return is_family and (ending == "com" or len(ending) == 2)
