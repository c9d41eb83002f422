"""Flag what does not survive the way to the reader: gaps left open, pictures, the end of a long mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from apology_lint.checks.base import Check, Gap, Hit
from apology_lint.checks.images import find_logo, is_logo
from apology_lint.checks.salutation import without_name
from apology_lint.edits import attribute, together
from apology_lint.email import Block, Email, Image
from apology_lint.finding import Applicability, Fix, Place, Severity
from apology_lint.readers.placeholders import mask
from apology_lint.reading import Reading
from apology_lint.source import PLACEHOLDER, Source, Text
from apology_lint.wording import Hit as Found

_WORD = re.compile(r"\w+")
#: Quotation marks: what stands between them is shown on purpose.
_OPEN, _CLOSE = frozenset("\"'“‘«„"), frozenset("\"'”’»“")


class Unfilled(Check):
    """A gap that nobody filled: a placeholder that no mailing tool knows, or any of them in a whole message.

    The wordings of the rule say which ones; one whose message is ``empty`` is a salutation that
    lost its name, and stands only if there is a space where the name should be. A merge tag such
    as ``{{ name }}`` is fine in a template and, in quotation marks, in a whole message. Each gap is
    flagged once, where it stands first, with the number of its places. A salutation can do without the
    name: the word lists ``greeting`` (what stands alone: "hi"), ``address`` (what does not: "dear") and
    ``hello`` (what is said instead of that) know them.

    Options:
        blank: a row of so many underscores is a gap …
        line: … and one of more than so many is a line that somebody drew.
    """

    messages: ClassVar = {
        "main": frozenset({"text", "count"}),
        "tag": frozenset({"text", "count"}),
        "empty": frozenset({"text", "count"}),
    }
    options: ClassVar = {"blank": int, "line": int}
    required = frozenset(options)
    words = frozenset({"greeting", "address", "hello"})
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        gaps: dict[tuple[str, str], list[Place]] = {}
        for message, place in self._gaps(reading):
            gaps.setdefault((message, place.text), []).append(place)
        for (message, written), places in gaps.items():
            fixes = (self._without(place, message, reading.email.format) for place in places)
            fix = together(fixes, Applicability.unsafe)
            yield Hit(places[0], message, {"text": written, "count": len(places)}, fix=fix)

    def _without(self, place: Place, message: str, form: str) -> Fix | None:
        if message == "main" and form != "eml":
            return None  # "[Name]" in a draft may be there for somebody to fill in
        lists = (
            (
                self.listed("greeting", language),
                self.listed("address", language),
                self.first("hello", language),
            )
            for language in self.rule.texts
        )
        return without_name(place, lists)

    def _gaps(self, reading: Reading) -> Iterator[tuple[str, Place]]:
        for hit in reading.hits.get(self.rule.name, ()):
            message = hit.frame.message or "main"
            if message != "empty" or _has_hole(hit):
                yield message, hit.sentence.place(hit.first, hit.after)
        least, most = self.rule.options["blank"], self.rule.options["line"]
        row = re.compile(rf"(?<![\w|\\])_{{{least},{most}}}(?![\w|\\])")
        final = reading.email.format == "eml"
        for where, text in _texts(reading.email):
            if where != "text-part" and "_" * least in text.value and re.search(r"[^\W_]", text.value):
                yield from (("main", Place(where, text, *blank.span())) for blank in row.finditer(text.value))
            if final:
                yield from (("tag", place) for place in _tags(where, text))

    def not_checked(self, reading: Reading) -> Gap | None:
        return None if reading.supported else Gap(("text-language",), partly=True)


def _tags(where: str, text: Text) -> Iterator[Place]:
    """The merge tags of a text, but those in quotation marks."""
    for tag in re.finditer(PLACEHOLDER, text.value):
        at = tag.start()
        quoted = text.value[at - 1 : at] in _OPEN and text.value[at + 1 : at + 2] in _CLOSE
        place = Place(where, text, at, at + 1)
        if not quoted and place.text != PLACEHOLDER:
            yield place


def _has_hole(hit: Found) -> bool:
    """Whether a space stands before the last of the words, and no template fills it."""
    place, last = hit.sentence.place(hit.first, hit.after), hit.sentence.place(hit.after - 1, hit.after)
    written = place.content.span(place.start, place.end)
    spaced = place.content.value[: last.start].endswith((" ", "\n"))
    return spaced and (written is None or mask(written.slice) == written.slice)


def _texts(email: Email) -> Iterator[tuple[str, Text]]:
    """Every text that a reader gets to see, in reading order."""
    if email.subject is not None:
        yield "subject", email.subject
    if email.preheader is not None:
        yield "preheader", email.preheader
    for where, address in (("sender", email.sender), ("reply-to", email.reply_to)):
        if address is not None:
            yield where, address.name
            yield where, address.address
    for block in (*email.blocks, *email.other_version):
        yield block.where, block.text


class ImageOnly(Check):
    """The mail is a picture: a wide image, no logo, and next to no text. A text that a template
    fills in wholly is taken to be long enough.

    Options:
        characters: so much visible text, alt texts and footer aside, makes the mail readable.
        width: images narrower than so many pixels are icons; of unknown width are none.
    """

    messages: ClassVar = {"main": frozenset({"text", "characters"})}
    options: ClassVar = {"characters": int, "width": int}
    required = frozenset(options)
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        email, options = reading.email, self.rule.options
        if not email.has_markup:
            return
        texts = [block.text.value for block in email.blocks if block.where not in ("alt", "footer")]
        characters = sum(len(text) for text in texts)
        if characters >= options["characters"] or (email.format != "eml" and PLACEHOLDER in texts):
            return
        for image in email.images:
            wide = image.width is None or image.width >= options["width"]
            if wide and not is_logo(image, self.brand):
                place = _whole("alt", image.place)
                yield Hit(place, values={"text": place.text, "characters": characters})
                return


class MissingAlt(Check):
    """An image without an alt text, or with an empty one in a link that has no other name.

    What the logo says is a matter of branding, which another kind of check looks at.

    Options:
        decorative: words in the class, id or file name of an image that say that it shows nothing.
    """

    messages: ClassVar = {"main": frozenset({"text"}), "linked": frozenset({"text"})}
    options: ClassVar = {"decorative": list}
    needs_language = False

    def run(self, reading: Reading) -> Iterator[Hit]:
        logo = find_logo(reading, self.brand)
        for image in reading.email.images:
            if image is logo:
                continue
            nameless = image.linked and not image.named and not (image.alt and image.alt.value)
            if nameless or image.alt is None:
                place = _whole("alt", image.place)
                kind = "linked" if nameless else "main"
                yield Hit(place, kind, {"text": place.text}, fix=self._worded(image))

    def _worded(self, image: Image) -> Fix | None:
        """The tag with an alt text: none for decoration, else one that a person must write."""
        tag = image.place.span()
        words = re.findall(r"[a-z]+", image.name.lower())
        if tag is None:
            return None
        if not image.linked and not set(words).isdisjoint(self.rule.options.get("decorative", ())):
            return attribute(tag, "alt", "", Applicability.unsafe)
        return attribute(tag, "alt", "…", Applicability.display)


class MissingTextPart(Check):
    """The HTML of a whole message has no plain-text version, or one that is none.

    The wordings of the rule are what mail programs write who make no such version.

    Options:
        share: the text part must have at least so many per cent of the words of the HTML.
    """

    messages: ClassVar = {
        "missing": frozenset(),
        "short": frozenset({"text", "words", "others"}),
        "refusal": frozenset({"text"}),
    }
    options: ClassVar = {"share": int}
    required = frozenset(options)
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        email = reading.email
        if email.format != "eml" or not email.has_markup:
            return
        others = email.other_version
        if not others:
            yield Hit(None, "missing")
            return
        for hit in reading.hits.get(self.rule.name, ()):
            if hit.sentence.where == "text-part":
                place = hit.sentence.place(hit.first, hit.after)
                yield Hit(place, "refusal", {"text": place.text})
                return
        words, wanted = _count(others), _count([b for b in email.blocks if b.where != "alt"])
        if 100 * words < self.rule.options["share"] * wanted:
            place = _whole("text-part", others[0].text)
            yield Hit(place, "short", {"text": place.text, "words": words, "others": wanted})

    def not_checked(self, reading: Reading) -> Gap | None:
        email = reading.email
        if not email.has_markup:
            return None
        if email.format != "eml":
            return Gap(("no-parts",))
        return None if reading.supported else Gap(("text-language",), partly=True)


class Clipped(Check):
    """The HTML is so large that a mail client cuts its end off, or is close to it.

    Options:
        near: from so many bytes of decoded HTML on it is close.
        cut: so many bytes are shown.
        acts: what must not stand below the cut alone; where one surely does, it is an error.
    """

    messages: ClassVar = {
        "near": frozenset({"text", "size"}),
        "cut": frozenset({"text", "size"}),
        "below": frozenset({"text", "size", "acts"}),
    }
    options: ClassVar = {"near": int, "cut": int, "acts": list}
    required = frozenset(options)
    needs_language = False
    of_mail = True

    def run(self, reading: Reading) -> Iterator[Hit]:
        email, options = reading.email, self.rule.options
        source = _largest(email)
        if source is None or email.format == "mjml" or len(source.data) < options["near"]:
            return
        values = {"size": len(source.data) // 1000}
        blocks = [block for block in email.blocks if block.text.source is source]
        if len(source.data) <= options["cut"]:
            place = _whole(blocks[-1].where, blocks[-1].text) if blocks else None
            yield Hit(place, "near", {**values, "text": place.text if place else ""})
            return
        lost: dict[str, Place] = {}
        for name in options["acts"]:
            acts = [act for act in reading.performed(name) if act.sentence.block.source is source]
            if acts and all(_byte(act.place) >= options["cut"] for act in acts):
                sure = [act.place for act in acts if act.sure]
                if sure:
                    lost[name] = sure[0]
        if lost:
            place = min(lost.values(), key=_byte)
            said = tuple(f"act-{name}" for name in lost)
            yield Hit(place, "below", {**values, "text": place.text, "acts": said}, Severity.error)
            return
        ends = [block for block in blocks if _byte(_whole("", block.text), end=True) > options["cut"]]
        place = next((_whole(block.where, block.text) for block in ends or blocks[-1:]), None)
        yield Hit(place, "cut", {**values, "text": place.text if place else ""})

    def not_checked(self, reading: Reading) -> Gap | None:
        email = reading.email
        if email.format == "mjml":
            return Gap(("mjml-size",))
        source = _largest(email)
        if source is not None and len(source.data) > self.rule.options["cut"] and not reading.supported:
            return Gap(("clipped-acts",), partly=True)
        return None


def _largest(email: Email) -> Source | None:
    """The HTML of a mail: of its parts the largest."""
    if not email.has_markup:
        return None
    texts = [block.text for block in email.blocks] + [image.place for image in email.images]
    return max((text.source for text in texts), key=lambda source: len(source.data), default=None)


def _byte(place: Place, end: bool = False) -> int:
    """The byte of the decoded HTML at which a place begins or ends."""
    span = place.span
    return 0 if span is None else span.source.byte_at(span.end if end else span.start)


def _count(blocks: list[Block]) -> int:
    return sum(len(_WORD.findall(block.text.value)) for block in blocks)


def _whole(where: str, text: Text) -> Place:
    return Place(where, text, 0, len(text.value))
