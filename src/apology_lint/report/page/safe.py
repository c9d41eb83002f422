"""What may stand in a draft that is shown: known elements, known attributes, CSS that fetches nothing.

Nothing of the draft is passed on as it stands: every tag is written anew.
"""

from __future__ import annotations

import re
from typing import Any

from bs4.element import Tag

from apology_lint.readers.css import tame
from apology_lint.readers.placeholders import MASKED
from apology_lint.report.page.marks import escape

#: Elements that only say how their contents look. What is neither here nor unseen is left out, and its
#: contents stay.
_KEPT = frozenset(
    "a abbr address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd "
    "del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr html i ins kbd li main "
    "mark nav ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th thead tr "
    "tt u ul var wbr".split()
)
#: What would act, and what only MJML knows, as something that looks alike.
_SHOWN_AS = {
    "button": "span",
    "fieldset": "div",
    "form": "div",
    "label": "span",
    "legend": "div",
    "mj-body": "body",
    "mj-divider": "hr",
    "mj-table": "table",
    **dict.fromkeys(
        "mj-accordion-text mj-accordion-title mj-button mj-column mj-hero mj-navbar-link mj-section "
        "mj-social-element mj-text mj-wrapper".split(),
        "div",
    ),
}
#: Elements without an end tag.
VOID = frozenset({"br", "col", "hr", "wbr"})
_ATTRIBUTES = frozenset(
    "align bgcolor border cellpadding cellspacing class color colspan dir face height hidden id lang nowrap "
    "reversed rowspan size span start valign value width".split()
)
#: Attributes of MJML that are properties of CSS.
_PROPERTIES = ("background-color", "border", "border-radius", "color", "font-size", "font-weight", "padding")
#: Element names and CSS that need no closer look hold none of these.
_SUSPICIOUS = re.compile(r"[\\@<]|url|image|src|element|expression", re.I)
_FETCHING = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "element", "expression"})
_AT_RULES = frozenset({"media", "supports"})
_MEDIA = re.compile(r"[\w\s,.():<>=/-]{1,200}", re.ASCII)


def shown_as(name: str) -> str | None:
    """The element to write for one of the draft; None to write its contents only."""
    return name if name in _KEPT else _SHOWN_AS.get(name)


def opening(tag: Tag, name: str) -> str:
    """The opening tag of element `name` with what is harmless of the attributes of `tag`."""
    out = [f"<{name}"]
    for key, value in tag.attrs.items():
        if key in _ATTRIBUTES:
            out.append(f' {key}="{escape(value if isinstance(value, str) else " ".join(value))}"')
    if tag.get("role") in ("presentation", "none"):
        out.append(' role="presentation"')
    style = str(tag.get("style") or "")
    if tag.name.startswith("mj-"):
        style = ";".join(f"{key}:{tag[key]}" for key in _PROPERTIES if key in tag.attrs)
    if style:
        out.append(f' style="{escape(css(style))}"')
    href = tag.get("href")
    if isinstance(href, str) and href.strip():  # where it would lead, to read and not to follow
        out.append(f' data-link title="{escape(MASKED.sub("…", href.strip()[:300]))}"')
    return "".join([*out, ">"])


def sheet(tag: Tag) -> str:
    """A style element."""
    media = str(tag.get("media") or "")
    condition = f' media="{escape(media)}"' if media and _MEDIA.fullmatch(media) else ""
    rules = css(tag.get_text()).replace("</", "<\\/")
    return f"<style{condition}>{rules}</style>"


def css(text: str) -> str:
    """CSS without anything that fetches: no address, no import, no font."""
    text = text.replace("\0", "\ufffd")
    if not _SUSPICIOUS.search(text):
        return text
    import tinycss2

    nodes = tinycss2.parse_component_value_list(tame(text))
    return str(tinycss2.serialize(_harmless(nodes)))


def _harmless(nodes: list[Any]) -> list[Any]:
    import tinycss2

    kept = []
    for node in nodes:
        if node.type == "error":
            continue
        if node.type == "url" or (node.type == "function" and node.lower_name in _FETCHING):
            kept.append(tinycss2.parse_one_component_value("none"))
            continue
        if node.type == "at-keyword" and node.lower_value not in _AT_RULES:
            # An at-rule that no browser knows is skipped to its end, whatever it holds.
            kept.append(tinycss2.parse_one_component_value("@left-out"))
            continue
        if node.type == "function":
            node.arguments = _harmless(node.arguments)
        elif node.type in ("{} block", "() block", "[] block"):
            node.content = _harmless(node.content)
        kept.append(node)
    return kept
