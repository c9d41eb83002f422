"""Making fixes: from words that a reader sees to edits of the source they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from apology_lint.finding import Applicability, Edit, Fix, Place
from apology_lint.source import PLACEHOLDER, HeaderSource, RawSource, Span, Text

#: What is put in the place of the visible characters `start` to `end`: (start, end, text).
Change = tuple[int, int, str]

#: What joins an emoji to the sign after it, or asks for its coloured form; no reader sees these.
_GLUE = ("\u200d", "\ufe0f")
_GLUE_IN_BYTES = tuple(glue.encode().decode("latin-1") for glue in _GLUE)
#: What an emoji may be made of besides itself: skin tones, the signs for woman and man.
_PARTS_OF_EMOJI = re.compile("[\U0001f3fb-\U0001f3ff\u2640\u2642]+")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f]+")
_LETTER = re.compile(f"[^\\W_]|{PLACEHOLDER}")
_MARKS = ",;:!?.…،؛؟–—-"
_FOLLOWING_MARKS = re.compile(rf" *[{_MARKS}]* *")
_OPENING = "\"'“«( \n"
#: The end of another sentence, or of a line.
_END = re.compile(r"(?:[.!?…؟]\s|\n)[\"'“«(]*$")

_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")


def rewording(place: Place, text: str, applicability: Applicability) -> Fix | None:
    """A fix that puts `text` in the place of what the reader sees there.

    The markup between the words stays where it is. None for a value that stands in no file, for
    words with a template placeholder between them, and for a header or an attribute without quotes
    that cannot hold `text`.
    """
    span = place.span
    if span is None or PLACEHOLDER in place.content.value[place.start : place.end]:
        return None
    if isinstance(span.source, RawSource | HeaderSource):
        from apology_lint.writers.headers import reworded

        edit = reworded(span, text)
        return Fix(applicability, (edit,)) if edit is not None else None
    if span.source.is_markup and re.search("[\\s\"'`=<>]", text) and _in_bare_attribute(span):
        return None
    pieces = place.content.pieces(place.start, place.end)
    new = escape(text) if span.source.is_markup else text
    edits = [Edit(piece, "" if number else new) for number, piece in enumerate(pieces)]
    return Fix(applicability, tuple(edits))


def removal(span: Span) -> Edit:
    """An edit that takes away what no reader sees, with its whole line if nothing else stands there."""
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    rest = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(text, span.end)
    if rest is not None and not text[start : span.start].strip(" \t"):
        return Edit(Span(span.source, start, rest.end()), "")
    return Edit(span, "")


def insertion(span: Span, text: str, applicability: Applicability) -> Fix:
    """A fix that puts `text`, as the source writes it, before `span`."""
    return Fix(applicability, (Edit(Span(span.source, span.start, span.start), text),))


def together(fixes: Iterable[Fix | None], applicability: Applicability) -> Fix | None:
    """Several fixes as one; None if there are none, or if one of them cannot be made."""
    edits: list[Edit] = []
    for fix in fixes:
        if fix is None:
            return None
        edits += fix.edits
    return Fix(applicability, tuple(edits)) if edits else None


def rewordings(content: Text, changes: Iterable[Change], applicability: Applicability) -> Fix | None:
    """A fix that makes several changes of one text; see `rewording`.

    What stands in one piece is changed in one piece: an encoded header leaves no other way. None also
    if no word would be left, and for what a line break or a tag stands for.
    """
    value, source = content.value, content.source
    wanted = [change for change in sorted(changes) if value[change[0] : change[1]] != change[2]]
    if not wanted or not _leaves_words(value, wanted):
        return None
    start, end = wanted[0][0], max(change[1] for change in wanted)
    encoded = isinstance(source, RawSource | HeaderSource)
    if "\n" not in value[start:end] and (encoded or len(content.pieces(start, end)) == 1):
        wanted = [(start, end, _changed(value, wanted, start, end))]
    if any("\n" in value[first:after] for first, after, _ in wanted):
        return None
    made = [rewording(Place("", content, first, after), new, applicability) for first, after, new in wanted]
    fix = together((_without_glue(fix) for fix in made), applicability)
    tags = fix and source.is_markup and any("<" in edit.span.slice for edit in fix.edits)
    return None if tags else fix


def replacement(content: Text, start: int, end: int, text: str) -> list[Change]:
    """The changes that put `text` in the place of some words: with the capital that these had, and if
    it is empty, without what would be left double, and with a capital where a sentence then begins."""
    value = content.value
    if not text:
        return _deletion(value, start, end)
    if value[start].isupper() and not value[start:end].isupper():
        text = text[0].upper() + text[1:]
    while text[0] in _MARKS and value[start - 1 : start] == " ":
        start -= 1
    return [(start, end, text)]


def _deletion(value: str, start: int, end: int) -> list[Change]:
    parts = _PARTS_OF_EMOJI.match(value, end)
    if parts and not value[end - 1].isalnum():
        end = parts.end()
    before = value[max(start - 8, 0) : start]
    if not before.strip(_OPENING) or _END.search(before):
        following = _FOLLOWING_MARKS.match(value, end)
        end = following.end() if following else end
        first = value[end : end + 1]
        if first in ("", "\n"):
            start = len(value[:start].rstrip(" "))
            return [(start, end, "")] if start and value[start - 1] != "\n" else []  # no empty line
        capital = [(end, end + 1, first.upper())] if first != first.upper() else []
        return [(start, end, ""), *capital]
    if value[start - 1].isalnum() and value[end : end + 1].isalnum():
        return [(start, end, " ")]
    # Other emoji in the same row go as well, each with a fix of its own.
    row = _EMOJI.match(value, end)
    after = row.end() if row else end
    if after == len(value) or value[after] in _MARKS + " \n)":
        while value[start - 1 : start] == " ":
            start -= 1
    if value[start - 1] in ",،" and value[end : end + 1] and value[end] in _MARKS:
        start -= 1
    return [(start, end, "")]


def attribute(tag: Span, name: str, value: str, applicability: Applicability) -> Fix | None:
    """A fix that gives an attribute of a start tag a value; None if a template writes that attribute."""
    written = escape(value)
    found = re.compile(rf"""(?<![\w:-]){name}\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)""", re.I).search(tag.slice)
    if found:
        if re.search(r"[{}%]", found[1]):
            return None
        start, end = found.span(1)
        old = Span(tag.source, tag.start + start, tag.start + end)
        return Fix(applicability, (Edit(old, f'"{written}"'),))
    head = re.match(r"<[^\s/>]+", tag.slice)
    at = tag.start + (head.end() if head else 0)
    return insertion(Span(tag.source, at, at), f' {name}="{written}"', applicability) if head else None


def _in_bare_attribute(span: Span) -> bool:
    """Whether a place in markup is in a tag and not between quotes."""
    text = span.source.text
    at = text.rfind("<", 0, span.start)
    tag = _QUOTED.sub("", text[at : span.start])
    return at >= 0 and not any(sign in tag for sign in ">\"'")


def _changed(value: str, changes: list[Change], start: int, end: int) -> str:
    """The characters `start` to `end` with the changes made."""
    out, at = [], start
    for first, after, text in changes:
        out += [value[at:first], text]
        at = after
    return "".join(out) + value[at:end]


def _leaves_words(value: str, changes: list[Change]) -> bool:
    at = 0
    for start, end, text in [*changes, (len(value), len(value), "")]:
        if _LETTER.search(text) or _LETTER.search(value, at, start):
            return True
        at = end
    return False


def _without_glue(fix: Fix | None) -> Fix | None:
    """The fix, also taking what joined an emoji to what it takes."""
    if fix is None:
        return None
    return Fix(fix.applicability, tuple(edit if edit.text else _glued(edit) for edit in fix.edits))


def _glued(edit: Edit) -> Edit:
    source, end = edit.span.source, edit.span.end
    glue = _GLUE_IN_BYTES if isinstance(source, RawSource) else _GLUE
    while source.text.startswith(glue, end):
        end += len(glue[0])
    return Edit(Span(source, edit.span.start, end), "")
