"""Write `docs/rules/`: one page for each rule, from what `rules/` says of it. ``make docs`` runs it.

usage: rule_pages.py [--check]     with --check: only say which pages are stale (exit status 1)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from apology_lint.interface import LANGUAGES, joined, say
from apology_lint.rulebook import Example, Rule, Rulebook, RuleText, load_rulebook
from apology_lint.toml import written

FOLDER = Path(__file__).parent / "rules"
#: So many examples of each kind stand on a page; the rule files have them all.
SHOWN = 6
_HEADINGS = {"en": "English", "ar": "العربية"}


def pages(book: Rulebook) -> dict[str, str]:
    """Every page by its file name."""
    made = {f"{rule.name}.md": "\n".join(_page(rule, book)) + "\n" for rule in book.rules.values()}
    made["README.md"] = "\n".join(_index(book)) + "\n"
    return made


def _index(book: Rulebook) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield (
        f"{len(book.rules)} rules. What each is for, on what it stands and what it flags is on its page; "
        "`apology-lint explain RULE` says the same in a terminal. `make docs` writes these pages: change "
        "the rule files instead."
    )
    yield ""
    for category in dict.fromkeys(rule.category for rule in book.rules.values()):
        yield f"## {category}"
        yield ""
        yield "| rule | severity | fix | asks for | القاعدة |"
        yield "|---|---|---|---|---|"
        for rule in book.rules.values():
            if rule.category == category:
                titles = " | ".join(
                    rule.texts[lang].title if lang in rule.texts else "–" for lang in LANGUAGES
                )
                fixes = ", ".join(rule.fixes) or "–"
                yield f"| [`{rule.name}`]({rule.name}.md) | {rule.severity.name} | {fixes} | {titles} |"
        yield ""
    yield "## The points of the guidance"
    yield ""
    yield "Claims are numbered as in `rules/guidance.toml`."
    yield ""
    yield "| point | claims | answered by |"
    yield "|---|---|---|"
    for point in book.points.values():
        serving = [f"[`{r.name}`]({r.name}.md)" for r in book.rules.values() if point.id in r.guidance]
        answer = ", ".join(serving) or say("en", f"needs-{point.needs}")
        yield f"| {point.text('en')} | {', '.join(point.claims) or '–'} | {answer} |"


def _page(rule: Rule, book: Rulebook) -> Iterator[str]:
    yield f"# {rule.name}"
    yield ""
    yield f"{rule.severity.name} · {rule.category} · {', '.join(rule.texts)}"
    for lang, text in rule.texts.items():
        yield ""
        yield f"## {_HEADINGS[lang]}"
        yield ""
        if lang == "ar":
            yield '<div dir="rtl" lang="ar">'
            yield ""
        yield from _text(rule, text, book, lang)
        if lang == "ar":
            yield ""
            yield "</div>"
    yield ""
    yield "## Sources"
    yield ""
    if rule.evidence:
        yield f"Evidence: {say('en', rule.evidence)}."
        yield ""
    for source in rule.sources:
        yield f"- {source}"
    if rule.options:
        yield ""
        yield "Thresholds and lists, in `rule.toml`:"
        yield ""
        for name, value in rule.options.items():
            yield f"- `{name}`: {_shown(value)}"
    yield ""
    yield f'Turn it off with `ignore = ["{rule.name}"]` in apology-lint.toml; `[severity]` makes it milder.'


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_shown(part)}" for name, part in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(rule: Rule, text: RuleText, book: Rulebook, lang: str) -> Iterator[str]:
    yield f"**{text.title}**"
    yield ""
    yield " ".join(text.why.split())
    yield ""
    yield text.because
    fixes = [say(lang, f"fix-{fix}") for fix in rule.fixes]
    if fixes:
        yield ""
        yield say(lang, "fixes", kinds=joined(lang, "points", fixes))
    if rule.guidance:
        yield ""
        yield say(lang, "serves")
        yield ""
        for point in rule.guidance:
            yield f"- {book.points[point].text(lang)}"
    for key, examples in (("flagged", text.bad), ("fine", text.good)):
        yield ""
        yield say(lang, key)
        yield ""
        for example in examples[:SHOWN]:
            yield from _example(example, lang)


def _example(example: Example, lang: str) -> Iterator[str]:
    yield "```text"
    for key, value in sorted(example.table.items(), key=lambda item: item[0] in ("fixed", "brand")):
        if key == "brand":
            yield f"[brand] {_shown(value)}"
        elif key in ("incident", "audience"):
            yield f"{say(lang, key)}: " + ", ".join(f"{k} = {written(v)}" for k, v in value.items())
        elif key in ("text", "html", "eml"):
            yield from str(value).strip().splitlines()
        elif key == "fixed":
            first, *rest = str(value).strip().splitlines()
            yield f"{say(lang, key)}: {first}"
            yield from rest
        elif key not in ("note", "padding"):
            yield f"{say(lang, key.replace('_', '-'))}: {value}"
    yield "```"


def main() -> int:
    """Write the pages, or with ``--check`` name those that differ."""
    made = pages(load_rulebook())
    stale = [name for name, page in made.items() if _read(FOLDER / name) != page]
    stale += [path.name for path in FOLDER.glob("*.md") if path.name not in made]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/rules/{name} is stale: run make docs")
        return int(bool(stale))
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, page in made.items():
        (FOLDER / name).write_text(page, encoding="utf-8")
    print(f"{len(made)} pages, {len(stale)} changed")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
