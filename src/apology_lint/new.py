"""The first draft of an apology: our own texts for an incident, in a frame that mail clients show alike.

``rules/drafts/frame.html``, ``button.html``      the markup of every draft
``rules/drafts/<language>.toml``                  what every draft in that language says
``rules/drafts/<incident>/<language>.toml``       what the draft for an incident says
``rules/drafts/placeholders.toml``                what to write for each placeholder

In these files ``$name`` is filled in here, ``{{ name }}`` by the sender or a template engine.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

from apology_lint.bundled import rules_folder
from apology_lint.interface import LANGUAGES
from apology_lint.settings import Brand
from apology_lint.tables import check, load, nearest

#: The incidents there are drafts for. A mailed suppression list is none: no apology may follow it.
INCIDENTS = (
    "wrong-list",
    "wrong-content",
    "broken-link",
    "duplicate-send",
    "billing",
    "outage",
    "price-error",
    "data-exposure",
    "out-of-stock",
    "offensive-content",
)

_PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")
_COMMON_KEYS: Mapping[str, type] = dict.fromkeys(
    ("direction", "side", "fonts", "greeting", "signature", "contact"), str
)
_DRAFT_KEYS: Mapping[str, type] = {
    "subject": str,
    "preheader": str,
    "heading": str,
    "sections": list,
    "notes": list,
}
_SECTION_KEYS: Mapping[str, type] = {
    "heading": str,
    "paragraphs": list,
    "items": list,
    "button": str,
    "page": str,
}


def write(incident: str, language: str, brand: Brand | None = None) -> str:
    """Write the draft for an incident.

    Args:
        incident: one of `INCIDENTS`.
        language: ``en`` or ``ar``: that of the mail.
        brand: who sends; what it does not say stays a placeholder.

    Returns:
        An HTML document with the subject as its title. The facts of the incident stay placeholders
        such as ``{{ start_time }}``; `placeholders` lists them.

    Raises:
        ValueError: no such incident or language; the message names the nearest.
        TableError: a file of the drafts cannot be used.
    """
    draft = _draft(incident, language)
    common = _load(f"{language}.toml", _COMMON_KEYS, _COMMON_KEYS)
    plain = _identity(brand or Brand())
    # A name may run in the other direction than the text around it.
    isolated = plain | {"brand": f"<bdi>{plain['brand']}</bdi>"}
    return Template(_markup("frame.html")).substitute(
        isolated,
        name=plain["brand"],
        language=language,
        **{key: common[key] for key in ("direction", "side", "fonts")},
        **{key: _filled(draft[key], plain) for key in ("subject", "preheader")},
        heading=_filled(draft.get("heading", draft["subject"]), isolated),
        **{key: _filled(common[key], isolated) for key in ("greeting", "signature", "contact")},
        sections="\n".join(_section(section, isolated) for section in draft["sections"]),
    )


def placeholders(draft: str, lang: str) -> dict[str, str]:
    """What is still to be filled in of a draft that `write` made.

    Args:
        draft: the HTML document.
        lang: ``en`` or ``ar``: the language of the explanations.

    Returns:
        For each placeholder, in reading order, what to write there.

    Raises:
        TableError: a file of the drafts cannot be used.
    """
    meanings = load(_folder() / "placeholders.toml")
    return {name: meanings[name][lang] for name in dict.fromkeys(_PLACEHOLDER.findall(draft))}


def notes(incident: str, lang: str) -> list[str]:
    """What the sender must decide before the draft for an incident fits: the other ways it can be.

    Args:
        incident: one of `INCIDENTS`.
        lang: ``en`` or ``ar``: the language of the notes.

    Raises:
        ValueError: no such incident or language; the message names the nearest.
        TableError: a file of the drafts cannot be used.
    """
    return list(_draft(incident, lang).get("notes", ()))


def _draft(incident: str, language: str) -> dict[str, Any]:
    """The texts of one file, checked."""
    if incident not in INCIDENTS:
        raise ValueError(f'unknown incident "{incident}"{nearest(incident, INCIDENTS)}: {_listed(INCIDENTS)}')
    if language not in LANGUAGES:
        raise ValueError(f'no drafts in "{language}"{nearest(language, LANGUAGES)}: {_listed(LANGUAGES)}')
    name = f"{incident}/{language}.toml"
    draft = _load(name, _DRAFT_KEYS, ("subject", "preheader", "sections"))
    for number, section in enumerate(draft["sections"], 1):
        check(section, _SECTION_KEYS, f"{name}: section {number}", ["page"] if "button" in section else ())
    return draft


def _listed(known: Iterable[str]) -> str:
    return f"known are {', '.join(known)}"


def _identity(brand: Brand) -> dict[str, str]:
    """Who sends, ready to stand in markup; a placeholder for what the settings do not say."""
    logo = brand.logo if brand.logo.startswith(("https://", "http://")) else ""
    known = {
        "brand": (next(iter(brand.names), ""), "brand_name"),
        "domain": (next(iter(brand.domains), ""), "domain"),
        "logo": (logo, "logo_url"),
        "address": (brand.postal_address, "address"),
    }
    values = {key: _escaped(value) or f"{{{{ {gap} }}}}" for key, (value, gap) in known.items()}
    contact = _escaped(brand.contact) or f"https://{values['domain']}/{{{{ contact_page }}}}"
    return {**values, "contact_url": contact}


def _escaped(value: str) -> str:
    """A text of the settings: no markup, and nothing that a template engine would act on."""
    return html.escape(value.strip()).replace("{", "&#123;")


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A text of the drafts as markup."""
    return Template(html.escape(text, quote=False)).substitute(values)


def _section(section: Mapping[str, Any], values: Mapping[str, str]) -> str:
    lines = []
    if "heading" in section:
        lines.append(f"<h2>{_filled(section['heading'], values)}</h2>")
    lines += [f"<p>{_filled(text, values)}</p>" for text in section.get("paragraphs", ())]
    if "items" in section:
        items = [f"<li>{_filled(text, values)}</li>" for text in section["items"]]
        lines += ["<ul>", *items, "</ul>"]
    if "button" in section:
        label = _filled(section["button"], values)
        button = Template(_markup("button.html"))
        lines.append(button.substitute(values, label=label, page=section["page"]).rstrip())
    return "\n".join(lines)


def _folder() -> Path:
    return rules_folder() / "drafts"


def _markup(name: str) -> str:
    return (_folder() / name).read_text(encoding="utf-8")


def _load(name: str, keys: Mapping[str, type], required: Iterable[str]) -> dict[str, Any]:
    table = load(_folder() / name)
    check(table, keys, name, required)
    return table
