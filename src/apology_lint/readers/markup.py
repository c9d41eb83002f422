"""beautifulsoup4 with exact source offsets.

bs4's ``html.parser`` builder knows the line and column of tags, but text nodes have no position
and arrive with their entities decoded. The tokenizer underneath does report every run of text,
every entity and every tag; this module keeps those reports. It also closes the tokenizer's holes:
what it raises on, and what makes it search to the end of the file again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._htmlparser import BeautifulSoupHTMLParser, HTMLParserTreeBuilder
from bs4.element import NavigableString, PageElement, Stylesheet, Tag

from apology_lint.readers.placeholders import AMPERSAND, MASKED, OUTPUT, mask
from apology_lint.source import PLACEHOLDER, Source, Text, TextBuilder

#: One piece of a text node: the characters, where they begin in the source, where they end.
Piece = tuple[str, int, int]

_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?""")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")


class _Remembered:
    """The list bs4 keeps of void elements it closed itself, without its linear searches."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def __contains__(self, tag: str) -> bool:
        return self._counts[tag] > 0

    def append(self, tag: str) -> None:
        self._counts[tag] += 1

    def remove(self, tag: str) -> None:
        self._counts[tag] -= 1


class _Tokenizer(BeautifulSoupHTMLParser):
    soup: Document

    def __init__(self, soup: Document, *args: Any, **kwargs: Any) -> None:
        self._base = 0  # offset of rawdata in the source
        self.at = 0  # offset of the token being handled
        super().__init__(soup, *args, **kwargs)
        self.already_closed_empty_element = _Remembered()  # type: ignore[assignment]

    def goahead(self, end: bool) -> None:
        before = len(self.rawdata)
        super().goahead(end)
        self._base += before - len(self.rawdata)

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002
        """Called for every token; its end is where the next one begins."""
        self.at = self._base + j
        return j

    def getpos(self) -> tuple[int, int]:
        """bs4 stores this with each tag; the absolute offset serves us better than a line."""
        return 0, self.at

    def handle_data(self, data: str) -> None:
        self.soup.pieces.append((data, self.at, self.at + len(data)))
        self.soup.handle_data(data)

    def _reference(self, written: str) -> None:
        end = self.at + len(written)
        if self.rawdata[end - self._base : end - self._base + 1] == ";":
            written, end = written + ";", end + 1
        data = unescape(written)  # no such entity: it shows as it stands, as in browsers
        self.soup.pieces.append((data, self.at, end))
        self.soup.handle_data(data)

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    # What never closes swallows the rest of the mail, as in a browser, in one step.

    def _rest(self, i: int) -> int:
        self.handle_comment(self.rawdata[i + 2 :])
        return len(self.rawdata)

    def parse_comment(self, i: int, report: bool = True) -> int:  # noqa: ARG002
        if re.compile(r"<!--+>").match(self.rawdata, i):  # empty, in browsers
            return self.rawdata.index(">", i) + 1
        close = self.rawdata.find("-->", i + 4)
        if close < 0:
            return self._rest(i)
        self.handle_comment(self.rawdata[i + 4 : close])
        return close + 3

    def parse_html_declaration(self, i: int) -> int:
        close = self.rawdata.find(">", i + 2)
        if close < 0:
            return self._rest(i)
        if self.rawdata[i + 2 : i + 9].lower() == "doctype":
            self.handle_decl(self.rawdata[i + 2 : close])
        else:  # <![if !mso]>, <![endif]>, <![CDATA[ …: bogus comments in HTML
            self.handle_comment(self.rawdata[i + 2 : close])
        return close + 1

    def parse_pi(self, i: int) -> int:
        close = self.rawdata.find(">", i + 2)
        if close < 0:
            return self._rest(i)
        self.handle_comment(self.rawdata[i + 2 : close])
        return close + 1

    def parse_starttag(self, i: int) -> int:
        end = super().parse_starttag(i)
        return end if end >= 0 or self.rawdata.find(">", i) >= 0 else self._rest(i)

    def parse_endtag(self, i: int) -> int:
        end = super().parse_endtag(i)
        return end if end >= 0 else self._rest(i)


class _Builder(HTMLParserTreeBuilder):
    def feed(self, markup: Any) -> None:  # type: ignore[override]
        super().feed(markup, _parser_class=_Tokenizer)


class Document(BeautifulSoup):
    """A parsed document. `tag.sourcepos` is the offset of a tag; `pieces_of` maps a text node;
    `sheets` holds the text of its style elements, without another walk over the tree."""

    def __init__(self, markup: str) -> None:
        self.pieces: list[Piece] = []
        self._pieces_of: dict[int, list[Piece]] = {}
        self.sheets: list[str] = []
        super().__init__(markup, builder=_Builder())

    @classmethod
    def _markup_is_url(cls, markup: Any) -> bool:  # noqa: ARG003
        """A short draft is not a mistaken file name: no warning."""
        return True

    def handle_starttag(self, *args: Any, **kwargs: Any) -> Any:
        """As in browsers, what nests deeper than 500 stands beside its parent."""
        if len(self.tagStack) > 500:
            self.endData()
            self.popTag()
        return super().handle_starttag(*args, **kwargs)

    def endData(self, containerClass: type[NavigableString] | None = None) -> None:  # noqa: N802, N803
        """Called by bs4 when a text node is complete: keep what it was made of."""
        if not self.current_data:
            return
        super().endData(containerClass)
        node = self._most_recent_element
        if isinstance(node, Stylesheet):
            self.sheets.append(str(node))
        elif self.pieces:
            self._pieces_of[id(node)] = self.pieces
        self.pieces = []

    def pieces_of(self, node: PageElement) -> list[Piece]:
        """The pieces of a text node, in order; empty for comments and declarations."""
        return self._pieces_of.get(id(node), [])


def attribute(source: Source, markup: str, tag: Tag, name: str) -> Text | None:
    """The value of an attribute as visible text with its exact place; None if it is missing.

    `markup` is the source text with its placeholders masked, as it was parsed.
    """
    if tag.get(name) is None or tag.sourcepos is None:
        return None
    at = tag.sourcepos + 1 + len(tag.name)
    builder = TextBuilder(source)
    while match := _ATTRIBUTE.match(markup, at):
        if match[1].lower() == name and match[2] is not None:
            start, end = match.span(2)
            if match[2][:1] in "\"'" and end - start >= 2:
                start, end = start + 1, end - 1
            for entity in _ENTITY.finditer(markup, start, end):
                add_masked(builder, markup[start : entity.start()], start)
                builder.add(unescape(entity[0]), *entity.span())
                start = entity.end()
            add_masked(builder, markup[start:end], start)
            break
        at = match.end()
    return builder.build()


def add_masked(builder: TextBuilder, data: str, start: int) -> None:
    """Add `data`, which stands at `start` of the masked source, with its placeholders as such."""
    at = 0
    for match in MASKED.finditer(data):
        if match.start() > at:
            builder.add(data[at : match.start()], start + at, start + match.start())
        kind = match[0][0]
        if kind == AMPERSAND:
            builder.add("&" * len(match[0]), start + match.start(), start + match.end())
        elif kind == OUTPUT:
            builder.add(PLACEHOLDER, start + match.start(), start + match.end())
        at = match.end()
    if at < len(data):
        builder.add(data[at:] if at else data, start + at, start + len(data))


def with_placeholders(text: Text) -> Text:
    """A header or given value with its template placeholders as such."""
    masked = mask(text.value)
    if masked is text.value:
        return text
    builder = TextBuilder(text.source)
    at = 0
    for match in MASKED.finditer(masked):
        _add_cut(builder, text, at, match.start())
        span = text.span(*match.span())
        if span is not None and match[0][0] == OUTPUT:
            builder.add(PLACEHOLDER, span.start, span.end)
        at = match.end()
    _add_cut(builder, text, at, len(masked))
    return builder.build()


def _add_cut(builder: TextBuilder, text: Text, start: int, end: int) -> None:
    for index in range(start, end):
        span = text.span(index, index + 1)
        if span is not None:
            builder.add(text.value[index], span.start, span.end)
