"""What a recipient sees of a mail, and what the mail client reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from apology_lint.source import PLACEHOLDER, Source, Text

#: Parts of a mail that a `Block` or a finding can stand in; the last two are what goes with it: the facts
#: about the incident, and the lists of who receives it.
WHERE = (
    "subject",
    "preheader",
    "sender",
    "reply-to",
    "to",
    "heading",
    "body",
    "button",
    "alt",
    "footer",
    "text-part",
    "header",
    "incident",
    "recipients",
)


#: The format of what is no mail: lists of recipients, looked at without a draft.
LISTS = "lists"


@dataclass(frozen=True, slots=True)
class Block:
    """One run of visible text that the reader sees as a unit: a paragraph, a heading, a button.

    `direction` is what the markup around it says: ``ltr``, ``rtl``, ``auto``, or None for nothing.
    """

    where: str
    text: Text
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header: the display name (may be empty) and the address."""

    name: Text
    address: Text

    @property
    def local(self) -> str:
        """What stands before the @."""
        return self.address.value.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands after the @, in lower case."""
        return self.address.value.rpartition("@")[2].lower().rstrip(".")


def host_of(address: str) -> str:
    """The host that a web address leads to, in lower case; nothing if it is no web address or a
    template fills the host in."""
    try:
        parts = urlsplit(address.strip())
        found = (parts.hostname or "").rstrip(".") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
    return "" if PLACEHOLDER in found else found


@dataclass(frozen=True, slots=True)
class Link:
    """A link and the text the reader sees for it.

    Attributes:
        url: where it leads, as it stands in the source; None if nothing or only a template says so.
        text: what the reader sees; empty if that is an image.
        where: the part of the mail it stands in.
        label: what a screen reader says instead of `text` (``aria-label``); mostly empty.
        host: the host it leads to, in small letters; empty if it is no web page or not known.
    """

    url: Text | None
    text: Text
    where: str = "body"
    label: str = ""
    host: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "host", host_of(self.url.value) if self.url is not None else "")

    @property
    def href(self) -> str | None:
        """The whole address; None if there is none or a template fills in some of it."""
        return None if self.url is None or PLACEHOLDER in self.url.value else self.url.value


@dataclass(frozen=True, slots=True)
class Image:
    """An image the reader sees, so no tracking pixel and no spacer. `alt` is None if missing."""

    src: str
    alt: Text | None
    name: str  # class, id and file name: what says that it is a logo
    place: Text  # the tag itself
    linked: bool = False
    width: int | None = None  # in pixels, if the markup gives it so
    named: bool = False  # the link around it has words, or an image with an alt text


@dataclass(slots=True)
class Email:
    """One mail, read.

    `subject`, `preheader`, `sender` and `reply_to` are None where the draft has none, and so is `to`:
    everybody whom To and Cc name, those of To first. `is_reply` says that the message names another
    one that it answers.
    `blocks` hold the visible text in reading order; `other_version` holds the plain-text part of
    a mail whose HTML part is in `blocks`. `markup` are the sources that were read as HTML or MJML for
    `blocks`; the others were plain text. `size` counts the characters read. `parts` are the sources of
    the text that was read; `lint_headers` the fields of the message that speak to this tool. `notes` are
    keys of `interface`: what the report must not keep silent about.
    """

    source: Source
    format: str
    subject: Text | None = None
    preheader: Text | None = None
    sender: Address | None = None
    reply_to: Address | None = None
    to: list[Address] | None = None
    is_reply: bool = False
    blocks: list[Block] = field(default_factory=list)
    other_version: list[Block] = field(default_factory=list)
    markup: list[Source] = field(default_factory=list)
    size: int = 0
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    declared_language: str | None = None
    language_place: Text | None = None  # the first tag that could declare a language
    parts: list[Source] = field(default_factory=list)
    lint_headers: list[Text] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def has_markup(self) -> bool:
        """Whether the reader sees HTML or MJML."""
        return bool(self.markup)

    @property
    def path(self) -> str:
        """The name of the file it was read from."""
        return self.source.path

    @property
    def data(self) -> bytes:
        """The bytes of that file."""
        return self.source.mark + self.source.data
