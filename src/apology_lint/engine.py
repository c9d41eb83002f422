"""The engine: mail and settings in, a report out. Pure: no file is read here, none written."""

from __future__ import annotations

import re
import string
from dataclasses import replace

from apology_lint.checks import KINDS, Check, Hit
from apology_lint.email import WHERE, Email
from apology_lint.finding import Finding
from apology_lint.interface import LANGUAGES, joined, named, say
from apology_lint.reading import analyse
from apology_lint.report import ChecklistItem, NotChecked, Report
from apology_lint.rulebook import Rule, Rulebook, load_rulebook
from apology_lint.selection import choose, closest, known, unknown
from apology_lint.settings import Settings
from apology_lint.tables import TableError, check, nearest
from apology_lint.wording import Lexicon


class Linter:
    """Checks any number of mails with the same settings.

    Args:
        settings: what the house wants; the defaults if missing.

    Raises:
        TableError: a setting names an unknown rule, or a rule file is wrong.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.rulebook = load_rulebook(self.settings.rules)
        self._selected = _applied(self.rulebook, self.settings)
        self._checks: list[Check] = [KINDS[rule.kind](rule, self.settings.brand) for rule in self._selected]
        self._serving = [
            (point, tuple(rule.name for rule in self._selected if point.id in rule.guidance))
            for point in self.rulebook.points.values()
        ]
        terms = "|".join(re.escape(term) for term in self.settings.allow if term.strip())
        self._allowed = re.compile(terms, re.I) if terms else None

    def _lexicon(self, language: str) -> Lexicon | None:
        return self.rulebook.lexicon(language) if language in self.rulebook.languages else None

    def check(self, email: Email, language: str | None = None) -> Report:
        """Check one mail that has been read.

        Args:
            email: the mail.
            language: ``en`` or ``ar`` to force it; found from the mail if missing.
        """
        reading = analyse(email, language or self.settings.language, self._lexicon)
        lang = self.settings.lang or (reading.language if reading.language in LANGUAGES else "en")
        findings: list[Finding] = []
        not_checked: list[NotChecked] = []
        for one in self._checks:
            name = one.rule.name
            if one.needs_language and not (reading.supported and reading.language in one.rule.texts):
                key = "language-unknown" if reading.language == "und" else "language-missing"
                not_checked.append(NotChecked(name, say(lang, key, language=reading.language)))
                continue
            for hit in one.run(reading):
                finding = self._finding(one.rule, hit, lang)
                if not self._is_allowed(finding):
                    findings.append(finding)
            gap = one.not_checked(reading)
            if gap is not None:
                reasons = [say(lang, key, language=reading.language) for key in gap.reasons]
                not_checked.append(NotChecked(name, joined(lang, "points", reasons), gap.partly))
        findings.sort(key=_reading_order)
        return Report(
            email,
            reading.language,
            lang,
            reading.is_apology,
            findings,
            reading.acts,
            not_checked,
            self._checklist(findings, not_checked, lang),
            {rule.name: rule for rule in self._selected},
            [],
        )

    def _finding(self, rule: Rule, hit: Hit, lang: str) -> Finding:
        message, advice = rule.text(lang).messages[hit.kind]
        values = {key: _said(lang, value) for key, value in hit.values.items()}
        fixed = closest(rule, self.settings.severity) is not None
        severity = rule.severity if fixed else hit.severity or rule.severity
        return Finding(
            rule.name,
            severity,
            message.format_map(values),
            advice.format_map(values),
            rule.guidance,
            hit.place,
            hit.fix,
        )

    def _is_allowed(self, finding: Finding) -> bool:
        """Whether the finding stands wholly inside a term that the house allows."""
        place = finding.place
        if self._allowed is None or place is None:
            return False
        return any(
            term.start() <= place.start and place.end <= term.end()
            for term in self._allowed.finditer(place.content.value)
        )

    def _checklist(
        self, findings: list[Finding], not_checked: list[NotChecked], lang: str
    ) -> list[ChecklistItem]:
        broken = {finding.rule for finding in findings}
        gaps = {gap.rule: gap for gap in not_checked}
        items = []
        for point, serving in self._serving:
            reasons = [gaps[rule].reason for rule in serving if rule in gaps]
            if any(rule in broken for rule in serving):
                items.append(ChecklistItem(point, "broken", tuple(r for r in serving if r in broken)))
            elif not serving:
                needs = "switched-off" if point.needs == "text" else f"needs-{point.needs}"
                items.append(ChecklistItem(point, "not checked", (), say(lang, needs)))
            elif all(rule in gaps and not gaps[rule].partly for rule in serving):
                items.append(ChecklistItem(point, "not checked", serving, reasons[0]))
            else:
                partly = joined(lang, "points", dict.fromkeys(reasons))
                items.append(ChecklistItem(point, "met", serving, partly or None))
        return items


def _said(lang: str, value: object) -> object:
    """A value of a message; a tuple of keys as a list in the language of the report."""
    return joined(lang, "list", (named(lang, key) for key in value)) if isinstance(value, tuple) else value


def _reading_order(finding: Finding) -> tuple[int, int, str]:
    """Values given as options first, then by place in the file."""
    extent = finding.extent
    if extent is None:
        return (0, 0, finding.rule)
    return (1 if finding.decoded is None else 2, extent[0].offset, finding.rule)


def _applied(rulebook: Rulebook, settings: Settings) -> list[Rule]:
    """The rules that apply, with the severity and options that the settings give them."""
    every = rulebook.rules.values()
    for key in ("select", "ignore"):
        for name in getattr(settings, key):
            if name not in known(every):
                raise TableError(f"{settings.origin(key, name)}: {unknown(name, every)}")
    for name in settings.severity:
        if name not in known(every):
            raise TableError(f"{settings.origin(f'severity.{name}')}: [severity] {unknown(name, every)}")
    for name, options in settings.options.items():
        if name not in rulebook.rules:
            place = settings.origin(f"options.{name}.{next(iter(options), '')}")
            raise TableError(f'{place}: [options] unknown rule "{name}"{nearest(name, rulebook.rules)}')
    chosen = [
        _with_settings(rule, settings)
        for rule in every
        if choose(rule, settings.select, settings.ignore).applies
    ]
    for rule in chosen:
        if rule.path.parent != rulebook.directories[0]:  # the bundled rules are validated by the tests
            validate(rule)
    return chosen


def _with_settings(rule: Rule, settings: Settings) -> Rule:
    severity = closest(rule, settings.severity)
    if severity is not None:
        rule = replace(rule, severity=settings.severity[severity])
    given = settings.options.get(rule.name)
    if not given:
        return rule
    options = dict(rule.options)
    for key, value in given.items():
        place = f"{settings.origin(f'options.{rule.name}.{key}')}: [options.{rule.name}]"
        check({key: value}, KINDS[rule.kind].options, place)
        default = options.get(key)
        options[key] = {**default, **value} if isinstance(default, dict) else value
    return replace(rule, options=options)


def validate(rule: Rule) -> None:
    """A rule must give its kind of check what it needs.

    Raises:
        TableError: an unknown kind, option, message or value.
    """
    place = f"{rule.path}/rule.toml"
    kind = KINDS.get(rule.kind)
    if kind is None:
        raise TableError(f'{place}: unknown kind "{rule.kind}"{nearest(rule.kind, KINDS)}')
    check(rule.options, kind.options, f"{place}: [options]", kind.required)
    for where in rule.options.get("where", ()):
        if where not in WHERE:
            raise TableError(
                f'{place}: [options] where: no part of a mail is called "{where}"{nearest(where, WHERE)}'
            )
    wordings = [table for text in rule.texts.values() for table in text.phrases]
    named = {table["message"] for table in wordings if isinstance(table.get("message"), str)}
    known = {**dict.fromkeys(named, frozenset({"text"})), **kind.messages}
    for text in rule.texts.values():
        for name in (*text.messages, *known):
            if name not in text.messages:
                raise TableError(f"{text.path}: [messages.{name}] is missing{nearest(name, text.messages)}")
            if name not in known:
                raise TableError(
                    f"{text.path}: [messages.{name}] is used by no wording and not by its kind"
                    f"{nearest(name, known)}"
                )
            for template in text.messages[name]:
                _validate_template(template, known[name], f"{text.path}: [messages.{name}]")
        for name in text.words:
            if name not in kind.words:
                raise TableError(f"{text.path}: [words] has no use for {name!r}{nearest(name, kind.words)}")


def _validate_template(template: str, values: frozenset[str], place: str) -> None:
    try:
        fields = [field for field in string.Formatter().parse(template) if field[1] is not None]
    except ValueError as error:
        raise TableError(f"{place}: {error}") from error
    for _, name, spec, conversion in fields:
        if spec or conversion:
            raise TableError(f"{place}: write {{{name}}} alone, without a format")
        if name not in values:
            raise TableError(f"{place}: no value {{{name}}} here; it has {', '.join(sorted(values))}")
