"""HTML and MJML as the reader sees them: blocks of visible text, links, images, the preheader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from bs4.element import AttributeValueList, NavigableString, PageElement, Tag

from apology_lint.email import Block, Email, Image, Link
from apology_lint.readers.css import Styles, inline_font_size
from apology_lint.readers.limits import take
from apology_lint.readers.markup import Document, add_masked, attribute
from apology_lint.readers.placeholders import CONTROL, MASKED, mask
from apology_lint.source import Source, Text, TextBuilder

#: Elements that end the line they stand in. Everything else joins the text around it.
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section table tbody td tfoot th thead "
    "tr ul caption button mj-accordion mj-accordion-element mj-accordion-text mj-accordion-title "
    "mj-body mj-button mj-column mj-group mj-hero mj-navbar mj-navbar-link mj-raw mj-section "
    "mj-social mj-social-element mj-table mj-text mj-wrapper mjml".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
#: Elements whose text no reader sees.
UNSEEN = frozenset(
    "script style template title noframes iframe object svg math xml textarea select datalist audio video "
    "canvas map mj-title mj-preview mj-style mj-attributes mj-font mj-breakpoint mj-include "
    "mj-html-attributes noscript".split()
)
_NOTED = frozenset(
    {"style", "mj-style", "title", "mj-title", "mj-preview", "mj-include", "html", "mjml", "body"}
)
_FOOTER = re.compile(r"(?:^|[-_\s])(?:email-?)?foot(?:er)?(?:$|[-_\s])", re.I)
_BUTTON = re.compile(r"(?:^|[-_\s])(?:btn|button|cta)", re.I)
_DIRECTION = re.compile(r"(?:^|[;\s])direction\s*:\s*(rtl|ltr)", re.I)
#: White space, and template code that puts no text into the mail.
_NOTHING = f" \t\r\n\f{CONTROL}"
_PIXELS = re.compile(r"\s*0*(\d{1,6})(?:px)?\s*$")
_STYLED = {
    side: re.compile(rf"(?:^|[;\s]){side}\s*:\s*0*(\d{{1,6}})px", re.I) for side in ("width", "height")
}
_BUTTON_STYLE = re.compile(r"background(?:-color)?\s*:\s*(?!none|transparent)|inline-block", re.I)


@dataclass(slots=True)
class _OpenLink:
    url: Text | None
    builder: TextBuilder
    button: bool
    where: str
    label: str
    images: list[int] = field(default_factory=list)  # their numbers in `Email.images`


@dataclass(frozen=True, slots=True)
class _State:
    """What surrounds the text being read."""

    where: str = "body"
    hidden: bool = False
    tiny: bool = False
    link: _OpenLink | None = None
    direction: str | None = None


def read_markup(source: Source, email: Email) -> None:
    """Fill `email` from HTML or MJML: blocks, links, images, preheader, title, language.

    Raises:
        TooLargeError: more text than any mail client would show.
    """
    take(source, email)
    source.is_markup = True
    email.markup.append(source)
    _Reader(source, email).read()


class _Reader:
    button_only: bool
    link_only: bool
    block_links: int

    def __init__(self, source: Source, email: Email) -> None:
        self.source = source
        self.email = email
        self.markup = mask(source.text)
        self.masked = self.markup is not source.text
        self.document = Document(self.markup)
        self.block = TextBuilder(source)
        self.block_where = "body"
        self.block_direction: str | None = None
        self.preheader = TextBuilder(source)
        self.text_begun = False
        self._reset()

    def read(self) -> None:
        sheets = self.document.sheets
        if "<mj-style" in self.markup:
            sheets += [
                tag.get_text()
                for tag in self.document.find_all("mj-style")
                if tag.find_parent("mj-style") is None
            ]
        self.styles = Styles(sheets)
        self._walk()
        self._flush()
        if self.email.preheader is None and self.preheader:
            self.email.preheader = self.preheader.build()
        if self.styles.exhausted:
            self.email.notes.append("styles-exhausted")

    def _note(self, tag: Tag) -> None:
        """Take from an element what it says about the mail as a whole."""
        email, name = self.email, tag.name
        if name in ("title", "mj-title"):
            title = self._inner_text(tag)
            if email.subject is None and title.value:
                email.subject = title
                email.notes.append("subject-from-title")
        elif name == "mj-preview":
            email.preheader = self._inner_text(tag)
        elif name == "mj-include":
            if "mj-include" not in email.notes:
                email.notes.append("mj-include")
        elif name in ("html", "mjml", "body"):
            email.language_place = email.language_place or self._tag(tag)

    def _declare(self, tag: Tag) -> None:
        """Take the language of the mail from the first element that gives one around its text."""
        language = tag.get("lang")
        if isinstance(language, str) and language and not self.text_begun:
            self.email.language_place = self._tag(tag)
            if not MASKED.search(language):
                self.email.declared_language = language

    def _tag(self, tag: Tag) -> Text:
        """The opening tag itself, as a place."""
        at = tag.sourcepos or 0
        end = self.markup.find(">", at) + 1 or len(self.markup)
        return Text(self.source.text[at:end], self.source, [0], [(at, end)])

    def _inner_text(self, tag: Tag) -> Text:
        builder = TextBuilder(self.source)
        for node in tag.descendants:
            if _is_text(node):
                self._add(builder, node)
        return builder.build()

    def _walk(self) -> None:
        """Visit the tree in document order without recursion: mail nests as deep as it likes."""
        states = [_State()]
        stack: list[tuple[Iterator[PageElement], Tag | None]] = [(iter(self.document.contents), None)]
        while stack:
            children, parent = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                left = states.pop()
                if parent is not None:
                    self._leave(parent, left, states[-1])
            elif isinstance(node, Tag):
                state = self._enter(node, states[-1], len(stack))
                if state is not None:
                    stack.append((iter(node.contents), node))
                    states.append(state)
            elif _is_text(node):
                self._text(node, states[-1])

    def _enter(self, tag: Tag, state: _State, depth: int) -> _State | None:
        """The state inside `tag`, or None if there is nothing to read inside."""
        name = tag.name
        if name in _NOTED:
            self._note(tag)
        if name in UNSEEN:
            return None
        if "lang" in tag.attrs and self.email.declared_language is None:
            self._declare(tag)
        if "css-class" in tag.attrs and "class" not in tag.attrs:  # MJML
            tag.attrs["class"] = AttributeValueList(str(tag.attrs["css-class"]).split())
        if self.preheader and not self.text_begun and (name == "br" or name in _BLOCKS):
            self.preheader.add(" ", tag.sourcepos or 0, (tag.sourcepos or 0) + 1)
        if name == "br":
            if not state.hidden:
                at = tag.sourcepos or 0
                self.block.line_break(at, at + 3)
                if state.link is not None:
                    state.link.builder.line_break(at, at + 3)
            return None
        if not state.hidden and self.styles.hides(tag, depth):
            state = replace(state, hidden=True)
        style = tag.attrs.get("style")
        if isinstance(style, str) and not state.hidden:
            size = inline_font_size(style)
            if size is not None and (size <= 1) != state.tiny:
                state = replace(state, tiny=size <= 1)
        direction = _direction(tag)
        if direction is not None and direction != state.direction:
            state = replace(state, direction=direction)
        if name in ("img", "mj-image"):
            self._image(tag, state)
            return None
        if name in _BLOCKS:
            self._flush()
            if state.link is not None:
                at = tag.sourcepos or 0
                state.link.builder.line_break(at, at + 1)
            where = self._where(tag, state.where)
            if where != state.where:
                state = replace(state, where=where)
            self.block_where = where
            self.block_direction = state.direction
        if name in ("a", "button", "mj-button", "mj-navbar-link", "mj-social-element"):
            state = replace(state, link=self._link(tag, state.where))
            self.block_links += not state.hidden
        return state

    def _where(self, tag: Tag, outer: str) -> str:
        if outer == "footer" or tag.name == "footer" or (tag.attrs and _FOOTER.search(_names(tag))):
            return "footer"
        return "heading" if tag.name in _HEADINGS else outer

    def _leave(self, tag: Tag, state: _State, outer: _State) -> None:
        if tag.name in _BLOCKS:
            self._flush()
            self.block_where = outer.where
            self.block_direction = outer.direction
        if state.link is not None and state.link is not outer.link and not state.hidden:
            self._close(state.link)

    def _close(self, link: _OpenLink) -> None:
        """Keep a link, and say of its images whether the link has a name."""
        text = link.builder.build()
        images = self.email.images
        self.email.links.append(Link(link.url, text, link.where, link.label))
        if text.value or any((alt := images[at].alt) is not None and alt.value for at in link.images):
            for at in link.images:
                images[at] = replace(images[at], named=True)

    def _link(self, tag: Tag, where: str) -> _OpenLink:
        href = tag.get("href")
        known = isinstance(href, str) and href and CONTROL not in href
        url = attribute(self.source, self.markup, tag, "href") if known else None
        button = tag.name in ("button", "mj-button") or _looks_like_button(tag)
        if button and where == "body":
            where = "button"
        return _OpenLink(url, TextBuilder(self.source), button, where, str(tag.get("aria-label") or ""))

    def _text(self, node: NavigableString, state: _State) -> None:
        if state.hidden or state.tiny:
            if not self.text_begun:
                self._add(self.preheader, node)
            return
        blank = node.isspace() or (self.masked and not node.strip(_NOTHING))
        if blank and not self.block:
            return  # the white space between tags, most of the text nodes of a mail
        self._add(self.block, node)
        if not blank:
            self.text_begun = self.text_begun or bool(self.block)
            if state.link is None:
                self.button_only = False
                self.link_only = self.link_only and not any(char.isalnum() for char in node)
            elif not state.link.button:
                self.button_only = False
        if state.link is not None:
            self._add(state.link.builder, node)

    def _add(self, builder: TextBuilder, node: NavigableString) -> None:
        for data, start, end in self.document.pieces_of(node):
            if self.masked and len(data) == end - start:
                add_masked(builder, data, start)
            else:
                builder.add(data, start, end)

    def _reset(self) -> None:
        self.button_only = True  # all text of the open block stands in a button
        self.link_only = True  # … or in links, with nothing but signs between them
        self.block_links = 0

    def _flush(self) -> None:
        if self.block:
            text = self.block.build()
            if text.value:
                self.email.blocks.append(Block(self._role(), text, self.block_direction))
            self.block = TextBuilder(self.source)
        elif not self.block_links:
            return
        self._reset()

    def _role(self) -> str:
        if self.block_where != "footer":
            if self.button_only:
                return "button"
            if self.link_only and self.block_links > 1:
                return "footer"  # "Contact | Privacy": a row of links is navigation
        return self.block_where

    def _image(self, tag: Tag, state: _State) -> None:
        if state.hidden or is_spacer(tag):
            return
        alt = attribute(self.source, self.markup, tag, "alt")
        src = str(tag.get("src") or "")
        name = f"{_names(tag)} {src.partition('?')[0]}"
        linked = state.link is not None or "href" in tag.attrs
        if state.link is not None:
            state.link.images.append(len(self.email.images))
        self.email.images.append(Image(src, alt, name, self._tag(tag), linked, pixels(tag, "width")))
        if alt is not None and alt.value:
            self.email.blocks.append(Block("alt", alt))


def _is_text(node: PageElement) -> TypeGuard[NavigableString]:
    """Whether a node is text that stands in the page: its subclasses are comments, style, script."""
    return type(node) is NavigableString


def _names(tag: Tag) -> str:
    """Class names and id of a tag: what its author calls it."""
    classes = tag.attrs.get("class") or ()
    names = [classes] if isinstance(classes, str) else list(classes)
    return " ".join([*names, str(tag.attrs.get("id") or "")])


def _looks_like_button(tag: Tag) -> bool:
    style = str(tag.get("style") or "")
    return (
        bool(_BUTTON.search(_names(tag)))
        or tag.get("role") == "button"
        or ("padding" in style and bool(_BUTTON_STYLE.search(style)))
    )


def is_spacer(tag: Tag) -> bool:
    """Tracking pixels and spacers: at most 2 pixels in one direction."""
    return any(length is not None and length <= 2 for length in (pixels(tag, "width"), pixels(tag, "height")))


def pixels(tag: Tag, side: str) -> int | None:
    """The ``width`` or ``height`` of an image that its markup gives in pixels."""
    digits = _PIXELS.match(str(tag.get(side) or "")) or _STYLED[side].search(str(tag.get("style") or ""))
    return int(digits[1]) if digits else None


def _direction(tag: Tag) -> str | None:
    """The base direction an element gives its text, by attribute or inline style."""
    attrs = tag.attrs
    given = attrs.get("dir") or attrs.get("direction")  # the latter in MJML
    if isinstance(given, str) and given.strip().lower() in ("ltr", "rtl", "auto"):
        return given.strip().lower()
    style = attrs.get("style")
    if isinstance(style, str) and "direction" in style:
        styled = _DIRECTION.search(style)
        return styled[1].lower() if styled else None
    return None
