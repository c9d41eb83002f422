"""For test suites: drafts that must pass, and packs of rules whose examples must hold.

Works with pytest and with anything else that understands an `AssertionError`:

>>> from apology_lint.testing import assert_passes
>>> letter = "We are sorry that we charged your card twice. You do not need to do anything."
>>> assert_passes(letter, subject="We charged your card twice", sender="Acme <care@acme.example>")
>>> assert_passes(letter, subject="Oops!")  # doctest: +ELLIPSIS
Traceback (most recent call last):
    ...
AssertionError: 1 error...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from apology_lint.baseline import Baseline
from apology_lint.draft import load, with_values
from apology_lint.engine import Linter
from apology_lint.examples import email_of, flagged
from apology_lint.finding import Severity
from apology_lint.report import terminal
from apology_lint.rulebook import Rule
from apology_lint.run.drafts import expand
from apology_lint.settings import FAIL_ON, Settings
from apology_lint.settings.layers import settings_for
from apology_lint.tables import TableError, nearest


def assert_passes(
    draft: str | Path,
    *,
    subject: str | None = None,
    sender: str | None = None,
    reply_to: str | None = None,
    preheader: str | None = None,
    language: str | None = None,
    settings: Settings | None = None,
    fail_on: str | None = None,
) -> None:
    """Fail with the whole report if the command would fail.

    Args:
        draft, subject, sender, reply_to, preheader, language: as for `apology_lint.lint`.
        settings: what the house wants; if missing, the nearest apology-lint.toml above the draft
            (above the current folder for a draft that is no file), as for the command.
        fail_on: ``error``, ``warning``, ``info`` or ``never``; that of the settings if missing.

    Raises:
        AssertionError: something was found at or above `fail_on`; its message is the full report.
        UnreadableError, TableError: as for `apology_lint.lint`.
        ValueError: `fail_on` is no severity.
    """
    __tracebackhide__ = True  # pytest then shows the line of the test
    email = load(draft)
    settings = settings or settings_for(Path(email.path))
    limit = fail_on or settings.fail_on
    if limit not in FAIL_ON:
        raise ValueError(f"fail_on must be one of {', '.join(FAIL_ON)}{nearest(limit, FAIL_ON)}")
    email = with_values(email, subject=subject, sender=sender, reply_to=reply_to, preheader=preheader)
    accepted = Baseline.load(settings.baseline).for_draft(email.path) if settings.baseline else None
    report = Linter(settings).check(email, language, accepted)
    if limit != "never" and report.at_least(Severity[limit]):
        style = terminal.Style(colour=False)
        counts = Counter(finding.severity.name for finding in report)
        summary = terminal.summary(report.lang, counts, 1, 0, style)
        lines = (summary, "", *terminal.full(report, style))
        raise AssertionError("\n".join(lines).rstrip())


def drafts(folder: str | Path) -> list[Path]:
    """Every draft that the command would find in a folder, sorted, for ``pytest.mark.parametrize``.

    Raises:
        FileNotFoundError: there is none; a test of nothing would be green for ever.
    """
    found = []
    for path, reason in expand([str(folder)], None):
        if reason is not None:
            raise FileNotFoundError(f"{folder}: {reason}")
        found.append(Path(path))
    return sorted(found)


def check_examples(rules: str | Path, plugins: Sequence[str] = ()) -> None:
    """Check a pack of rules by its own examples: a rule must flag the marked words of its bad
    examples and nothing else, and nothing in its good ones.

    Args:
        rules: the folder of the pack.
        plugins: installed plugins whose kinds of check it needs.

    Raises:
        AssertionError: examples do not hold; its message has a line for each of them.
        TableError: a rule file is wrong, there is no rule in the folder, or a plugin is not there.
    """
    __tracebackhide__ = True
    folder = Path(rules).resolve()
    settings = Settings(rules=(folder,), plugins=tuple(plugins))
    own = [rule for rule in Linter(settings).rulebook.rules.values() if rule.path.parent == folder]
    if not own:
        raise TableError(f"{folder}: no rule in this folder (a rule is a folder with a rule.toml)")
    wrong = [line for rule in own for language in rule.texts for line in _wrong(rule, language, settings)]
    if wrong:
        raise AssertionError("\n".join(wrong))


def _wrong(rule: Rule, language: str, settings: Settings) -> Iterator[str]:
    """A line for each example that does not hold."""
    text = rule.texts[language]
    for kind, examples in (("bad", text.bad), ("good", text.good)):
        if not examples:
            yield f"{text.path}: the rule has no {kind} example"
        for number, example in enumerate(examples, 1):
            place = f"{text.path}: {kind} example {number}"
            marks = email_of(example.table)[1] if kind == "bad" else []
            found = flagged(rule, language, example, settings)
            if kind == "bad" and not marks:
                yield f"{place}: put [[ ]] around what must be flagged"
            elif sorted(found) != sorted(marks):
                yield f"{place}: must flag {_listed(marks)}, flags {_listed(found)}"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words) or "nothing"
