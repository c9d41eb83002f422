"""Draw docs/output.svg, the picture in the README, from the tool's own output."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.text import Text

from apology_lint import lint
from apology_lint.report import terminal

ROOT = Path(__file__).parents[1]
DRAFT = "examples/outage/bad.html"
# rich's own template asks a server for its font; this one takes what the reader has.
TEMPLATE = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>{styles}
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""


def main() -> None:
    """Check the example and draw what a terminal shows."""
    report = lint(ROOT / DRAFT)
    report.email.source.path = DRAFT
    style = terminal.Style(colour=True, width=92)
    lines = [*terminal.full(report, style), *terminal.checklist(report, style)]
    counts = Counter(finding.severity.name for finding in report)
    text = "\n".join([*lines, "", terminal.summary(report.lang, counts, 1, 0, style)])
    console = Console(record=True, width=96, file=io.StringIO())
    console.print(Text("$ apology-lint " + DRAFT + "\n"))
    console.print(Text.from_ansi(text))
    svg = console.export_svg(title="apology-lint", code_format=TEMPLATE, unique_id="apology-lint")
    (ROOT / "docs" / "output.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
