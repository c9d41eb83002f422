"""Addresses as they are compared, as expressions that every database computes alike.

An address is compared without white space and display name around it (``Amal <Amal@Example.com>`` is
``amal@example.com``), with ASCII letters in small letters, and with the domain in its ASCII form
(``bücher.example`` is ``xn--bcher-kva.example``, by UTS #46). Everything else counts: tags after a plus
and dots unless asked, and the case of letters beyond ASCII, which databases do not fold alike. Hashed
lists hold the MD5 or SHA-256 of that, in UTF-8, as hexadecimal digits.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Mapping
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

#: What most entries are: an address of ASCII letters, digits and the usual marks, and nothing around it.
#: It only needs small letters, and nobody has to look at it twice.
_PLAIN = (
    "^[A-Za-z0-9_+'-]+([.][A-Za-z0-9_+'-]+)*"
    "@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?[.])+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])$"
)
#: White space, also that which spreadsheets and web pages bring, and marks that nobody sees.
_BLANK = " \t\n\r\f\v\u00a0\u200b\u200e\u200f\u202f\u2060\u3000\ufeff"
_ENDS = ("\n", "\r", "\u0085", "\u2028", "\u2029")
_AROUND = f"^[{_BLANK}]+|[{_BLANK}]+$"
_BRACKETED = "<([^<>]*)>[^<>]*$"
_DOMAIN = "@([^@]*)$"
#: Characters that steer whatever shows them, and the one for what was no text: no mailbox has one.
_STEERING = "\ufffd\\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
#: A mailbox by RFC 5321 with a domain of at least two labels. Quoted local parts are left out: hardly any
#: provider has them, and in lists they are slips.
_ATOM = f'[^{_BLANK}{_STEERING}.@<>(),;:"\\[\\]\\\\]+'
_DELIVERABLE = f"^{_ATOM}([.]{_ATOM})*@([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+[a-z]([a-z0-9-]*[a-z0-9])$"
#: What no domain has, in whatever script.
_NO_DOMAIN = '[ \t\n\r\f\v<>(),;:"\\[\\]\\\\]'
#: RFC 5321: at most so many characters before the @, and in all.
_LONGEST_LOCAL, _LONGEST = 64, 254
#: Top-level domains that RFC 6761 keeps from ever being delivered to.
_NOWHERE = (".invalid", ".test", ".localhost")
_DIGITS = {"md5": "^[0-9a-f]{32}$", "sha256": "^[0-9a-f]{64}$"}
#: How the entries of a list are written: addresses, or hashes of them.
FORMS = ("plain", *_DIGITS)


def normalised(raw: ir.StringValue, plain: ir.BooleanValue) -> ir.StringValue:
    """The address as it is compared, but for a domain beyond ASCII (see `with_ascii_domains`).

    Args:
        raw: what the list has; may be null.
        plain: what `is_plain` says of it.
    """
    filled = raw.fill_null("")
    inner = ibis.ifelse(filled.contains("<"), filled.re_extract(_BRACKETED, 1).fill_null(""), filled)
    small = inner.re_replace(_AROUND, "").translate(string.ascii_uppercase, string.ascii_lowercase)
    return ibis.ifelse(plain, raw.lower(), small)


def is_plain(raw: ir.StringValue) -> ir.BooleanValue:
    """Whether an entry is an address and nothing else, and can be delivered to but for its length."""
    return _is(raw, _PLAIN).fill_null(False)


def _is(text: ir.StringValue, pattern: str) -> ir.BooleanValue:
    """Whether a whole text fits a pattern. In Spark ``$`` is not enough: it lets the end of a line follow."""
    found = text.re_search(pattern)
    return found & ~text.right(1).isin(_ENDS) if text.get_backend().name == "pyspark" else found


def domain_of(address: ir.StringValue) -> ir.StringValue:
    """What stands after the last @; nothing without one."""
    return address.re_extract(_DOMAIN, 1).fill_null("")


def beyond_ascii(text: ir.StringValue) -> ir.BooleanValue:
    """Whether a text has a character beyond ASCII."""
    return text.re_search("[^ -~]")


def needs_ascii(domain: ir.StringValue) -> ir.BooleanValue:
    """Whether it has a character beyond ASCII, and may be a domain all the same."""
    return beyond_ascii(domain) & (domain.length() <= _LONGEST) & ~domain.re_search(_NO_DOMAIN)


def with_ascii_domains(table: ir.Table, forms: Mapping[str, str]) -> ir.Table:
    """The table with the domains of its addresses in their ASCII `forms`, where they have one."""

    # A join would be shorter, but not every database takes a table from outside.
    def in_ascii(address: ir.StringValue) -> ir.StringValue:
        domain = domain_of(address)
        local = address.substr(0, address.length() - domain.length())
        ascii_form = local.concat(domain.cases(*forms.items(), else_=domain))
        return ibis.ifelse(beyond_ascii(domain), ascii_form, address)

    return table.mutate(**{name: in_ascii(table[name]) for name in naming(table)})


def ascii_domains(domains: Collection[str]) -> dict[str, str]:
    """The ASCII form of each of the domains that has one: ``bücher.example`` as ``xn--bcher-kva.example``."""
    import idna

    found = {}
    for domain in domains:
        try:
            found[domain] = idna.encode(domain, uts46=True).decode("ascii")
        except UnicodeError:  # no domain: it stays as it is, and cannot be delivered to
            continue
    return found


def folded(table: ir.Table, same_mailbox: Collection[str]) -> ir.Table:
    """The table with its addresses without what the house says makes no difference: ``plus-tags``, ``dots``.
    What cannot be delivered to stays as it is: nothing is the same mailbox."""
    address = table.address
    if "plus-tags" in same_mailbox:  # what begins with a plus has nothing else
        address = ibis.ifelse(address.startswith("+"), address, address.re_replace("[+][^@]*@", "@"))
    if "dots" in same_mailbox:
        domain = domain_of(address)
        local = address.substr(0, address.length() - domain.length())
        address = local.replace(".", "").concat(domain)
    usable = is_usable(table.address, "plain", table.plain)
    return table.mutate(address=ibis.ifelse(usable, address, table.address)) if same_mailbox else table


def is_usable(key: ir.StringValue, form: str, plain: ir.BooleanValue) -> ir.BooleanValue:
    """Whether an entry is what its list should hold: an address that mail can be delivered to, as far as
    its spelling tells, or a hash. `plain` says what `is_plain` said of the entry as it was written."""
    if form != "plain":
        return _is(key, _DIGITS[form])
    nowhere = reduce(or_, (key.endswith(ending) for ending in _NOWHERE))
    short = (key.find("@") <= _LONGEST_LOCAL) & (key.length() <= _LONGEST)
    # Cheap questions first: most addresses are plain, short, and end in another letter.
    spelled = ibis.ifelse(plain & (key.length() <= _LONGEST_LOCAL), True, _is(key, _DELIVERABLE) & short)
    maybe = reduce(or_, (key.endswith(last) for last in {ending[-1] for ending in _NOWHERE}))
    return ibis.ifelse(maybe, spelled & ~nowhere, spelled)


def entries(raw: ir.Table, form: str, same_mailbox: Collection[str] = ()) -> ir.Table:
    """The entries of a list as they are compared, each as often as it stands there; where different
    addresses count as one, with the address as it is `spelled`, for that is where mail can go. In the
    column `raw` they stay as the list has them."""
    if form != "plain":
        return raw.mutate(address=raw.raw.fill_null("").strip().lower(), plain=True)
    raw = raw.mutate(plain=is_plain(raw.raw))
    raw = raw.mutate(address=normalised(raw.raw, raw.plain))
    return folded(raw.mutate(spelled=raw.address), same_mailbox) if same_mailbox else raw


def grouped(table: ir.Table, form: str, *more: str) -> ir.Table:
    """Each entry once. Who stands in two segments, or is spelled in two ways, counts with the first; of the
    columns `more` the first value is kept, too."""
    first = {name: table[name].min() for name in ("segment", "spelled", *more) if name in table.columns}
    times = table.times.sum().cast("int64") if "times" in table.columns else table.count()
    found = table.group_by("address").aggregate(times=times, plain=table.plain.any(), **first)
    return found.mutate(usable=is_usable(found.address, form, found.plain))


def naming(table: ir.Table) -> list[str]:
    """The columns that name somebody."""
    return [name for name in ("address", "spelled") if name in table.columns]


def hashed(address: ir.StringValue, form: str, engine: str) -> ir.StringValue:
    """The address as a hashed list has it; itself for a plain one."""
    if form == "plain":
        return address
    return _HASHES.get((engine, form), lambda text: text.hexdigest(form))(address)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def md5(text: str) -> str:  # type: ignore[empty-body]
    """Of PostgreSQL: hexadecimal digits."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def sha256(data: bytes) -> bytes:  # type: ignore[empty-body]
    """Of PostgreSQL."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def convert_to(text: str, encoding: str) -> bytes:  # type: ignore[empty-body]
    """Of PostgreSQL."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def encode(data: bytes, form: str) -> str:  # type: ignore[empty-body]
    """Of PostgreSQL."""


#: Where Ibis has no expression for a hash: the functions of that database.
_HASHES: Mapping[tuple[str, str], Callable[[ir.StringValue], ir.StringValue]] = {
    ("postgres", "md5"): md5,
    ("postgres", "sha256"): lambda text: encode(sha256(convert_to(text, "UTF8")), "hex"),
}
