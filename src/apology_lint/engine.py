"""The engine: mail and settings in, a report out. Pure: no file is read here, none written."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from apology_lint import baseline
from apology_lint.audience import Audience
from apology_lint.checks import KINDS, Check, Hit
from apology_lint.email import WHERE, Email
from apology_lint.finding import Finding
from apology_lint.incident import Incident
from apology_lint.incident.said import FACTS, facts
from apology_lint.interface import LANGUAGES, joined, named, say
from apology_lint.plugins import load_plugins, packs
from apology_lint.reading import Reading, analyse
from apology_lint.report import ChecklistItem, NotChecked, Report, Suppressed, applied
from apology_lint.rulebook import Rule, Rulebook, load_rulebook
from apology_lint.selection import choose, closest, meanings, unknown
from apology_lint.settings import Acceptance, Settings
from apology_lint.suppress import Accepted, suppressions
from apology_lint.tables import TableError, check, nearest
from apology_lint.wording import Lexicon


class Linter:
    """Checks any number of mails with the same settings.

    Args:
        settings: what the house wants; the defaults if missing.

    Raises:
        TableError: a setting names an unknown rule or plugin, or a rule file is wrong.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        names = self.settings.plugins
        plugins = load_plugins({name: self.settings.origin("plugins", name) for name in names})
        kinds = KINDS | {name: kind for plugin in plugins for name, kind in plugin.kinds.items()}
        self.rulebook = load_rulebook(packs(plugins, self.settings.rules))
        self._selectors = meanings(self.rulebook.rules.values())
        self._selected = _chosen(self.rulebook, self.settings, self._selectors, kinds)
        self._checks: list[Check] = [kinds[rule.kind](rule, self.settings.brand) for rule in self._selected]
        self._serving = [
            (point, tuple(rule.name for rule in self._selected if point.id in rule.guidance))
            for point in self.rulebook.points.values()
        ]
        self._served = {point for rule in self.rulebook.rules.values() for point in rule.guidance}
        terms = sorted(filter(str.strip, self.settings.allow), key=len, reverse=True)
        self._allowed = re.compile("|".join(map(re.escape, terms)), re.I) if terms else None
        self._longest = len(terms[0]) if terms else 0
        self._last = frozenset(one.rule.name for one in self._checks if one.last)
        self._accepted = tuple(
            Accepted(entry, self._selectors[entry.rule]) for entry in self.settings.suppress
        )

    def _lexicon(self, language: str) -> Lexicon | None:
        return self.rulebook.lexicon(language) if language in self.rulebook.languages else None

    def check(
        self,
        email: Email,
        language: str | None = None,
        accepted: Mapping[str, Mapping[str, int]] | None = None,
        incident: Incident | None = None,
        audience: Audience | None = None,
    ) -> Report:
        """Check one mail that has been read.

        Args:
            email: the mail.
            language: ``en`` or ``ar`` to force it; found from the mail if missing.
            accepted: what a baseline accepts in this mail, as `Baseline.for_draft` gives it.
            incident: the facts about it; without them the rules that need some are not checked.
            audience: what the lists of recipients come to; as for the facts.
        """
        reading = analyse(email, language or self.settings.language, self._lexicon)
        reading.incident, reading.audience = incident, audience
        if incident is not None:
            reading.laws = self.rulebook.laws_of(incident.jurisdictions)
        lang = self.settings.lang or (reading.language if reading.language in LANGUAGES else "en")
        found = reading.suppressions = suppressions(
            email, self._accepted, lambda name: self._selectors.get(name, ()), self._selectors
        )
        not_checked: list[NotChecked] = []
        findings, suppressed = self._filtered(False, reading, lang, not_checked)
        rules = {rule.name: rule for rule in self._selected}
        could = applied(rules, not_checked)
        found.judge(frozenset(rules), could - self._last)
        more, more_suppressed = self._filtered(True, reading, lang, not_checked)
        findings = sorted([*findings, *more], key=_reading_order)
        suppressed += more_suppressed
        stale = 0
        if accepted is not None:
            findings, hidden, stale = baseline.apply(accepted, findings, could)
            suppressed += [Suppressed(finding, "baseline") for finding in hidden]
        suppressed.sort(key=lambda one: _reading_order(one.finding))
        return Report(
            email,
            reading.language,
            lang,
            reading.is_apology,
            findings,
            reading.acts,
            not_checked,
            self._checklist(findings, not_checked, suppressed, lang),
            rules,
            suppressed,
            stale,
            incident,
            audience,
        )

    def uses(self, report: Report) -> Iterator[tuple[Acceptance, bool]]:
        """The entries of the settings whose rules could judge this mail, and whether each hid something:
        one that this draft has no use for may well serve another."""
        hidden = [one.finding for one in report.suppressed]
        for entry, ready in zip(self.settings.suppress, self._accepted, strict=True):
            if ready.rules <= set(report.rules) and ready.rules & report.applied:
                yield entry, any(map(ready.hides, hidden))

    def _filtered(
        self, last: bool, reading: Reading, lang: str, not_checked: list[NotChecked]
    ) -> tuple[list[Finding], list[Suppressed]]:
        """What the checks find, those that come `last` or the others, and what of it is accepted."""
        findings, suppressed = [], []
        for finding in self._run(last, reading, lang, not_checked):
            accepted = reading.suppressions.hides(finding)
            if accepted is None:
                findings.append(finding)
            else:
                suppressed.append(Suppressed(finding, *accepted))
        return findings, suppressed

    def _run(
        self, last: bool, reading: Reading, lang: str, not_checked: list[NotChecked]
    ) -> Iterator[Finding]:
        known = facts(reading.incident, lang)
        for one in self._checks:
            if one.last != last:
                continue
            name = one.rule.name
            if one.needs_language and not (reading.supported and reading.language in one.rule.texts):
                key = "language-unknown" if reading.language == "und" else "language-missing"
                not_checked.append(NotChecked(name, say(lang, key, language=reading.language)))
                continue
            for hit in one.run(reading):
                finding = self._finding(one, hit, lang, known)
                if not self._is_allowed(finding):
                    yield finding
            gap = one.not_checked(reading)
            if gap is not None:
                values = {"language": reading.language, **gap.values}
                reasons = [say(lang, key, **values) for key in gap.reasons]
                not_checked.append(NotChecked(name, joined(lang, "points", reasons), gap.partly))

    def _finding(self, one: Check, hit: Hit, lang: str, known: Mapping[str, str]) -> Finding:
        rule = one.rule
        message, advice, sharper = rule.text(lang).messages[hit.kind]
        values: dict[str, object] = {key: _said(lang, value) for key, value in hit.values.items()}
        if sharper and _fields(sharper) <= {*known, *values}:
            advice, values = sharper, {**known, **values}
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
            one.of_mail,
        )

    def _is_allowed(self, finding: Finding) -> bool:
        """Whether the finding stands wholly inside a term that the house allows."""
        place = finding.place
        if self._allowed is None or place is None:
            return False
        return place.is_inside(self._allowed, self._longest)

    def _checklist(
        self,
        findings: list[Finding],
        not_checked: list[NotChecked],
        suppressed: list[Suppressed],
        lang: str,
    ) -> list[ChecklistItem]:
        broken = {finding.rule for finding in findings}
        gaps = {gap.rule: gap for gap in not_checked}
        items = []
        for point, serving in self._serving:
            reasons = [gaps[rule].reason for rule in serving if rule in gaps]
            if any(rule in broken for rule in serving):
                items.append(ChecklistItem(point, "broken", tuple(r for r in serving if r in broken)))
            elif not serving:
                own = point.needs == "text" or point.id in self._served
                needs = "switched-off" if own else f"needs-{point.needs}"
                items.append(ChecklistItem(point, "not checked", (), say(lang, needs)))
            elif all(rule in gaps and not gaps[rule].partly for rule in serving):
                items.append(ChecklistItem(point, "not checked", serving, reasons[0]))
            else:
                partly = joined(lang, "points", dict.fromkeys(reasons))
                accepted = _accepted(suppressed, serving, lang)
                items.append(ChecklistItem(point, "met", serving, partly or None, accepted))
        return items


def _accepted(suppressed: list[Suppressed], serving: tuple[str, ...], lang: str) -> str | None:
    """How many findings of these rules somebody accepted, and why; None if there are none."""
    ours = [one for one in suppressed if one.finding.rule in serving]
    if not ours:
        return None
    text = say(lang, "accepted-one" if len(ours) == 1 else "accepted", count=len(ours))
    reasons = list(dict.fromkeys(one.reason for one in ours if one.reason))
    return f"{text}: {joined(lang, 'points', reasons)}" if reasons else text


def _said(lang: str, value: object) -> object:
    """A value of a message: a tuple of keys as a list in the language of the report, of a table the text
    in that language."""
    if isinstance(value, Mapping):
        return value.get(lang, value["en"])
    return joined(lang, "list", (named(lang, key) for key in value)) if isinstance(value, tuple) else value


@lru_cache(maxsize=1000)
def _fields(template: str) -> frozenset[str]:
    """The values that a template names."""
    return frozenset(field for _, field, _, _ in string.Formatter().parse(template) if field)


def _reading_order(finding: Finding) -> tuple[int, int, str]:
    """Values given as options first, then by place in the file."""
    extent = finding.extent
    if extent is None:
        return (0, 0, finding.rule)
    return (1 if finding.decoded is None else 2, extent[0].offset, finding.rule)


def _chosen(
    rulebook: Rulebook, settings: Settings, known: Collection[str], kinds: Mapping[str, type[Check]]
) -> list[Rule]:
    """The rules that apply, with the severity and options that the settings give them."""
    written = [
        (settings.origin(key, name), name) for key in ("select", "ignore") for name in getattr(settings, key)
    ]
    written += [(f"{settings.origin(f'severity.{name}')}: [severity]", name) for name in settings.severity]
    written += [(f"{settings.origin('suppress')}: [[suppress]]", entry.rule) for entry in settings.suppress]
    for place, name in written:
        if name not in known:
            raise TableError(f"{place}: {unknown(name, known)}")
    for name, options in settings.options.items():
        if name not in rulebook.rules:
            place = settings.origin(f"options.{name}.{next(iter(options), '')}")
            raise TableError(f'{place}: [options] unknown rule "{name}"{nearest(name, rulebook.rules)}')
    chosen = []
    for rule in rulebook.rules.values():
        if choose(rule, settings.select, settings.ignore).applies:
            if rule.path.parent != rulebook.directories[0]:  # the bundled rules are validated by the tests
                validate(rule, kinds)
            chosen.append(_with_settings(rule, settings, kinds))
    return chosen


def _with_settings(rule: Rule, settings: Settings, kinds: Mapping[str, type[Check]]) -> Rule:
    severity = closest(rule, settings.severity)
    if severity is not None:
        rule = replace(rule, severity=settings.severity[severity])
    given = settings.options.get(rule.name)
    if not given:
        return rule
    options = dict(rule.options)
    for key, value in given.items():
        place = f"{settings.origin(f'options.{rule.name}.{key}')}: [options.{rule.name}]"
        known = kinds[rule.kind].options
        if key not in known:
            has = f"; this rule has {', '.join(known)}" if known else "; this rule has no options"
            raise TableError(f'{place}: unknown key "{key}"{nearest(key, known) or has}')
        check({key: value}, known, place)
        default = options.get(key)
        options[key] = {**default, **value} if isinstance(default, dict) else value
        _check_numbers(default, options[key], f'{place}: "{key}"')
    return replace(rule, options=options)


def _check_numbers(default: object, value: object, place: str) -> None:
    """Thresholds are numbers from 0 on, in each language for which there is one; lists stay lists."""
    if isinstance(default, dict) and isinstance(value, dict):
        for name, item in value.items():
            _check_numbers(next(iter(default.values()), None), item, f"{place}, {name}")
    elif isinstance(default, int) and (type(value) is not type(default) or value < 0):
        raise TableError(f"{place} must be a number from 0 on, not {value!r}")
    elif isinstance(default, list) and not isinstance(value, list):
        raise TableError(f"{place} must be a list, not {value!r}")


def validate(rule: Rule, kinds: Mapping[str, type[Check]] = KINDS) -> None:
    """A rule must give its kind of check, one of `kinds`, what it needs.

    Raises:
        TableError: an unknown kind, option, message or value.
    """
    place = f"{rule.path}/rule.toml"
    kind = kinds.get(rule.kind)
    if kind is None:
        raise TableError(f'{place}: unknown kind "{rule.kind}"{nearest(rule.kind, kinds)}')
    check(rule.options, kind.options, f"{place}: [options]", kind.required)
    for where in rule.options.get("where", ()):
        if where not in WHERE:
            raise TableError(
                f'{place}: [options] where: no part of a mail is called "{where}"{nearest(where, WHERE)}'
            )
    wordings = [table for text in rule.texts.values() for table in text.phrases]
    for table in wordings:
        if "instead" in table and not kind.rewords:
            raise TableError(f'{rule.path}: a rule of the kind "{rule.kind}" has no use for "instead"')
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
            message, advice, sharper = text.messages[name]
            for template, values in (
                (message, known[name]),
                (advice, known[name]),
                (sharper, known[name] | FACTS),
            ):
                _validate_template(template, values, f"{text.path}: [messages.{name}]")
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
