"""The draft as its reader sees it, marked: inbox header, then HTML in a frame or plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bs4.element import NavigableString, PageElement, Tag

from apology_lint.email import Address
from apology_lint.finding import Place
from apology_lint.interface import say
from apology_lint.readers.html import UNSEEN, is_spacer, pixels
from apology_lint.readers.markup import Document, attribute
from apology_lint.readers.placeholders import CONTROL, MASKED, mask
from apology_lint.report import Report
from apology_lint.report.page.findings import ordered
from apology_lint.report.page.marks import Marker, Piece, Target, escape, quoted
from apology_lint.report.page.safe import VOID, opening, sheet, shown_as
from apology_lint.source import Source, Text

#: Parts of a mail that an inbox shows above it.
HEAD = ("subject", "preheader", "sender", "reply-to", "to")
#: As many addresses and characters of a header are shown.
_ADDRESSES, _LENGTH = 50, 2000
#: In the frame nothing can run and nothing can load. Its policy adds to that of the page, which it
#: inherits: inline style is all that either lets in.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: An element that ends an open paragraph: the end tag of that paragraph would make an empty one.
_ENDS_PARAGRAPH = frozenset(
    "address article aside blockquote center div dl figcaption figure footer h1 h2 h3 h4 h5 h6 header hr "
    "main nav ol p pre section table ul".split()
)
#: No placeholder of an image is higher (our choice: the words of the mail should stay in view).
_HIGHEST = 140


class Draft:
    """One draft made visible.

    Args:
        report: what was found in it.
        key: what every id on the page begins with.

    `marks` says, after `html` was called, where each finding and act is marked: its (kind, number) and
    the id of the element to go to.
    """

    def __init__(self, report: Report, key: str) -> None:
        self.report = report
        self.key = key
        self.marks: dict[tuple[str, int], str] = {}
        self._head: dict[Source, list[Target]] = {}
        self._body: dict[Source, list[Target]] = {}
        for number, finding in enumerate(ordered(report), 1):
            severity = say(report.lang, finding.severity.name)
            label = f"{number}: {severity}, {finding.rule}"
            look = (finding.severity.value, finding.severity.name, label)
            self._add(finding.place, "finding", number, look)
        for number, act in enumerate(report.acts, 1):
            self._add(act.place, "act", number, (0, "", ""))

    def _add(self, place: Place | None, kind: str, number: int, look: tuple[int, str, str]) -> None:
        span = place.content.span(place.start, place.end) if place else None
        if place is None or span is None:
            return
        side = self._head if place.where in HEAD else self._body
        side.setdefault(span.source, []).append(Target(kind, number, span.start, span.end, *look))

    def html(self) -> str:
        """The draft: a section's contents."""
        email, lang = self.report.email, self.report.lang
        seen = list(dict.fromkeys([*(block.text.source for block in email.blocks), *email.markup]))
        parts = [self._inbox()]
        for number, source in enumerate(seen, 1):
            parts.append(self._frame(source, number) if source in email.markup else self._plain(source))
        if email.markup:
            parts.append(f'<p class="hint">{say(lang, "page-inert")}</p>')
        for source in dict.fromkeys(block.text.source for block in email.other_version):
            if source not in seen:
                # The other version is shown as text even if it is HTML too: as words, not as a second mail.
                summary = say(lang, "page-text-part")
                parts.append(f"<details><summary>{summary}</summary>{self._plain(source)}</details>")
        return "".join(parts)

    # the inbox

    def _inbox(self) -> str:
        email = self.report.email
        rows = {
            "subject": self._words(email.subject),
            "preheader": self._words(email.preheader),
            "sender": self._addresses([email.sender] if email.sender else []),
            "reply-to": self._addresses([email.reply_to] if email.reply_to else []),
            "to": self._addresses(email.to or []),
        }
        items = "".join(
            f'<div class="{where}"><dt>{say(self.report.lang, where)}</dt><dd>{row}</dd></div>'
            for where, row in rows.items()
            if row
        )
        return f'<dl class="inbox">{items}</dl>' if items else ""

    def _addresses(self, addresses: list[Address]) -> str:
        shown = []
        for address in addresses[:_ADDRESSES]:
            parts = [self._words(part) for part in (address.name, address.address)]
            shown.append(" ".join(part for part in parts if part))
        if len(addresses) > _ADDRESSES:
            shown.append(say(self.report.lang, "page-more", count=len(addresses) - _ADDRESSES))
        return ", ".join(shown)

    def _words(self, text: Text | None) -> str:
        """A text of the header, marked."""
        if text is None or not text.value:
            return ""
        text = text.cut(0, _LENGTH)
        span = text.span()
        targets = self._head.get(text.source, ()) if span else ()
        over = [t for t in targets if span and t.start <= span.end and span.start <= t.end]
        marker = Marker(over, self.key)
        words = marker.text(_pieces(text)) + marker.rest()
        self._note(marker)
        return f"<bdi>{words}</bdi>"

    def _note(self, marker: Marker, element: str = "") -> None:
        for kind, number in marker.shown:
            self.marks.setdefault((kind, number), element or f"{self.key}-{kind}-{number}")

    # the body

    def _plain(self, source: Source) -> str:
        marker = Marker(self._body.get(source, ()), self.key)
        words = marker.text([(source.text, 0, len(source.text))]) + marker.rest()
        self._note(marker)
        return f'<div class="plain" dir=auto>{words}</div>'

    def _frame(self, source: Source, number: int) -> str:
        """HTML in a frame of its own.

        ``allow-same-origin`` lets the script of the page find the marks inside and scroll to them. It
        gives the draft nothing: without ``allow-scripts`` no line of it can run.
        """
        marker = Marker(self._body.get(source, ()))
        contents = "".join(_Markup(source, marker, self.report.lang).read())
        element = f"{self.key}-draft-{number}"
        self._note(marker, element)
        lang = "" if self.report.email.declared_language else f' lang="{escape(self.report.language)}"'
        document = (
            f'<!doctype html><html{lang}><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
            f"<style>{Path(__file__).with_name('frame.css').read_text('utf-8')}</style></head>{contents}</html>"
        )
        srcdoc = document.replace("&", "&amp;").replace("'", "&#39;")
        title = say(self.report.lang, "page-mail")
        return (
            f'<iframe id="{element}" title="{title}" sandbox="allow-same-origin" '
            f"referrerpolicy=\"no-referrer\" srcdoc='{srcdoc}'></iframe>"
        )


def _pieces(text: Text) -> Iterator[Piece]:
    for index in range(len(text.value)):
        span = text.span(index, index + 1)
        if span is not None:
            yield text.shown(index, index + 1), span.start, span.end


class _Markup:
    """Markup written anew: its visible elements and words, with marks."""

    def __init__(self, source: Source, marker: Marker, lang: str) -> None:
        self.source = source
        self.marker = marker
        self.lang = lang
        self.markup = mask(source.text)
        self.document = Document(self.markup)
        self._paragraphs: list[bool] = []  # of each open one, whether something ended it

    def read(self) -> Iterator[str]:
        """The pieces of the page, in order; without recursion, since mail nests as deep as it likes."""
        stack: list[tuple[Iterator[PageElement], str | None]] = [(iter(self.document.contents), None)]
        while stack:
            children, inside = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                yield self._closing(inside)
            elif isinstance(node, Tag):
                if node.name in ("style", "mj-style"):
                    yield sheet(node)
                elif node.name in ("img", "mj-image"):
                    yield self._image(node)
                elif node.name not in UNSEEN:
                    name = shown_as(node.name)
                    if name is not None:
                        self._paragraph(name)
                        yield opening(node, name)
                    stack.append((iter(node.contents), name))
            elif type(node) is NavigableString:  # its subclasses are comments and the like
                yield self.marker.text(self._shown(node))
        yield self.marker.rest()

    def _paragraph(self, name: str) -> None:
        if name in _ENDS_PARAGRAPH:
            self._paragraphs = [True] * len(self._paragraphs)
        if name == "p":
            self._paragraphs.append(False)

    def _closing(self, name: str | None) -> str:
        if name is None or name in VOID or name in ("html", "body"):
            return ""
        if name == "p" and self._paragraphs.pop():
            return ""
        return f"</{name}>"

    def _shown(self, node: NavigableString) -> Iterator[Piece]:
        """The pieces of a text node, template output as it is written and template steering left out."""
        for data, start, end in self.document.pieces_of(node):
            if len(data) != end - start:
                yield data, start, end
                continue
            at = start
            for match in MASKED.finditer(data):
                first, after = start + match.start(), start + match.end()
                if match[0][0] == CONTROL:
                    if first > at:
                        yield self.source.text[at:first], at, first
                    at = after
            if at < end:
                yield self.source.text[at:end], at, end

    def _image(self, tag: Tag) -> str:
        """A box with the words of an image in its place."""
        if is_spacer(tag):
            return ""
        alt = attribute(self.source, self.markup, tag, "alt")
        at = tag.sourcepos or 0
        if alt is not None and alt.value:
            span = alt.span()
            words = self.marker.points(span.start if span else at) + self.marker.text(_pieces(alt))
            words += self.marker.points(self.markup.find(">", span.end if span else at) + 1)
        else:
            words = self.marker.points(self.markup.find(">", at) + 1)
            words += quoted(say(self.lang, "page-no-alt")) if alt is None else ""
        return f'<span data-image style="{_box(tag)}">{words}</span>'


def _box(tag: Tag) -> str:
    sizes: Iterable[tuple[str, int | None]] = (
        ("width", pixels(tag, "width")),
        ("min-height", pixels(tag, "height")),
    )
    return ";".join(
        f"{side}:{min(size, _HIGHEST) if side == 'min-height' else size}px"
        for side, size in sizes
        if size is not None
    )
