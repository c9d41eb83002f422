"""`audience` and `presend`: who will receive a draft, and whether it may go out."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from apology_lint.cli import options
from apology_lint.cli.output import columns, in_colour, put, put_document, stop
from apology_lint.interface import harmless, say
from apology_lint.report.formats import FOR_PEOPLE, FORMATS
from apology_lint.settings import FAIL_ON

if TYPE_CHECKING:
    from apology_lint.audience import Audience
    from apology_lint.incident import Incident, Lists
    from apology_lint.report import Report
    from apology_lint.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])
_LISTS = ("recipients", "affected", "suppressed", "already_apologised")


def _list(name: str, text: str) -> Callable[[_Command], _Command]:
    return click.option(f"--{name}", multiple=True, metavar="LIST", help=text)


def _shared(command: _Command) -> _Command:
    """What both commands take."""
    given = (
        options.incident,
        _list("recipients", "Who will receive the draft: a file, a pattern, or a table; may be repeated."),
        _list("affected", "Who was affected."),
        _list("suppressed", "Who must not be mailed: unsubscribed, complained, bounced."),
        _list("already-apologised", "Who has had an apology for this incident."),
        click.option("--column", metavar="NAME", help="Column of the addresses, if it is not called email."),
        click.option("--segment-column", metavar="NAME", help="Column to count by (default: segment)."),
        click.option(
            "--same-mailbox",
            multiple=True,
            type=click.Choice(("plus-tags", "dots")),
            help="Addresses that count as one: a+news@ and a@, a.b@ and ab@.",
        ),
        click.option(
            "--write",
            metavar="FOLDER",
            type=click.Path(path_type=Path),
            help="Write the exact lists into a new folder that only you may read.",
        ),
        options.config,
        click.option(
            "--output-format",
            type=click.Choice(FORMATS),
            default="full",
            metavar="FORMAT",
            help=f"How to print: {', '.join(FORMATS)} (default: full).",
        ),
        click.option(
            "-o",
            "--output-file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Write the report to a file instead of the screen.",
        ),
        options.lang,
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            help="Exit with 1 from this severity on (default: error)",
        ),
    )
    for option in reversed(given):
        command = option(command)
    return command


@click.command()
@_shared
def audience(**given: Any) -> None:
    """Count who will receive an apology: not affected, left out, suppressed, twice, undeliverable."""
    from apology_lint.engine import Linter
    from apology_lint.presend import verdict

    incident, settings = _facts_and_settings(None, given)
    found = _count(incident, given)
    if found is None:
        stop("which list? Name it with --recipients, or under [recipients] in incident.toml")
    lists = _lists(incident, given)
    only = replace(settings, select=("recipients",), ignore=())
    report = Linter(only).check(_no_mail(lists.recipients[0]), given["lang"], None, incident, found)
    _print([report], given, ready=None)
    sys.exit(int(not verdict([report], _limit(given, settings)).ready))


@click.command()
@click.argument("drafts", nargs=-1, required=True, type=click.Path())
@_shared
@click.option("--subject", help="Subject, where the draft has none.")
@click.option("--preheader", help="Preheader (preview text), where the draft has none.")
@click.option("--from", "sender", help='Sender, as "Name <address>", where the draft has none.')
@click.option("--reply-to", help="Reply-To address, where the draft has none.")
def presend(drafts: tuple[str, ...], **given: Any) -> None:
    """Say whether a draft may go out: its words, the facts about the incident, its recipients."""
    from apology_lint.baseline import Baseline
    from apology_lint.draft import with_values
    from apology_lint.engine import Linter
    from apology_lint.files import STDIN, STDIN_NAME, UnreadableError, read_bytes, read_stdin
    from apology_lint.presend import verdict
    from apology_lint.readers import read

    incident, settings = _facts_and_settings(drafts[0], given)
    if incident is None:
        stop("no facts about the incident: write incident.toml beside the draft (apology-lint incident new)")
    mails = []
    for draft in drafts:
        try:
            name = STDIN_NAME if draft == STDIN else draft
            mail = read(name, read_stdin() if draft == STDIN else read_bytes(Path(draft)))
        except UnreadableError as error:
            stop(f"{draft}: {error}")
        values = {key: given[key] for key in ("subject", "preheader", "sender", "reply_to")}
        mails.append(with_values(mail, **values))
    found = _count(incident, given)
    reports = []
    for draft, mail in zip(drafts, mails, strict=True):
        own = _facts_and_settings(draft, given)[1]
        accepted = Baseline.load(own.baseline).for_draft(Path(draft)) if own.baseline else None
        reports.append(Linter(own).check(mail, None, accepted, incident, found))
    outcome = verdict(reports, _limit(given, settings))
    _print(reports, given, ready=outcome)
    sys.exit(int(not outcome.ready))


def _facts_and_settings(draft: str | None, given: dict[str, Any]) -> tuple[Incident | None, Settings]:
    from apology_lint.files import STDIN
    from apology_lint.incident import find_incident, load_incident
    from apology_lint.settings.layers import effective
    from apology_lint.tables import TableError

    path = Path(draft) if draft is not None and draft != STDIN else None
    facts = given["incident"] or find_incident(path)
    said = {key: given[option] for key, option in (("lang", "lang"), ("fail-on", "fail_on")) if given[option]}
    try:
        incident = load_incident(facts) if facts is not None else None
        return incident, effective(path, given["config"], said).settings()
    except TableError as error:
        stop(str(error))


def _lists(incident: Incident | None, given: dict[str, Any]) -> Lists:
    """The lists of the command line; where it says nothing, those of the facts."""
    from apology_lint.incident import Lists

    known = incident.lists if incident is not None else Lists()
    said = {
        "recipients": given["recipients"],
        "affected": given["affected"],
        "suppressed": given["suppressed"],
        "apologised": given["already_apologised"],
        "column": given["column"],
        "segment_column": given["segment_column"],
        "same_mailbox": given["same_mailbox"],
    }
    return replace(known, **{key: value for key, value in said.items() if value})


def _count(incident: Incident | None, given: dict[str, Any]) -> Audience | None:
    """What the lists come to; None if there is no list of recipients."""
    lists = _lists(incident, given)
    if not lists.recipients:
        if given["write"] is not None:
            stop("--write needs a list of recipients: --recipients, or [recipients] in incident.toml")
        return None
    from apology_lint.audience import AudienceError
    from apology_lint.audience.check import check_lists
    from apology_lint.cli.progress import Bar

    lang = given["lang"] or "en"
    try:
        with _ending_in_order(), Bar(lambda step: say(lang, f"step-{step}")) as bar:
            return check_lists(
                lists,
                notice=incident is not None and incident.message == "notice",
                write=given["write"],
                progress=bar.show,
            )
    except AudienceError as error:
        stop(str(error))


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let a request to end remove what is on disk by then."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _no_mail(name: str) -> Any:
    """What stands for the draft where only its recipients are looked at."""
    from apology_lint.audience.lists import hidden
    from apology_lint.email import LISTS, Email
    from apology_lint.source import Source

    return Email(Source(hidden(name), b"", "", "utf-8"), LISTS)


def _limit(given: dict[str, Any], settings: Settings) -> str:
    return given["fail_on"] or settings.fail_on


def _print(reports: list[Report], given: dict[str, Any], ready: Any) -> None:
    """The reports in one format and, if asked for, the verdict."""
    from collections import Counter

    from apology_lint.report import terminal
    from apology_lint.report.formats import format_named

    name, to_file = given["output_format"], given["output_file"]
    style = terminal.Style(in_colour() and to_file is None, columns())
    form = format_named(name, colour=style.colour, width=style.width)
    text = form.whole([form.part(report) for report in reports], [])
    if name == "json" and ready is not None:
        text = json.dumps({**_verdict(ready), **json.loads(text)}, ensure_ascii=False, indent=2)
    if to_file is not None:
        try:
            to_file.write_text(text + "\n", encoding="utf-8", errors="replace", newline="\n")
        except OSError as error:
            stop(f"{to_file}: cannot be written: {error.strerror}")
    elif name in FOR_PEOPLE:
        put(text)
    else:
        put_document(text)
    if name not in FOR_PEOPLE and to_file is None:
        return
    lang = reports[0].lang
    counts = Counter(finding.severity.name for report in reports for finding in report)
    put(terminal.summary(lang, counts, len(reports), 0, style))
    if ready is not None:
        put("\n".join(_spoken(ready, lang, style)))


def _verdict(ready: Any) -> dict[str, Any]:
    return {
        "ready": ready.ready,
        "reasons": [
            {
                "path": reason.path,
                "rule": reason.rule,
                "severity": reason.severity.name,
                "text": reason.text,
                "checked": reason.checked,
            }
            for reason in ready.reasons
        ],
    }


def _spoken(ready: Any, lang: str, style: Any) -> list[str]:
    """The verdict for people: one line, and one for each reason."""
    if ready.ready:
        return ["", style.paint(say(lang, "ready"), "1;32")]
    lines = ["", style.paint(say(lang, "not-ready", count=len(ready.reasons)), "1;31")]
    for reason in ready.reasons:
        text = reason.text if reason.checked else say(lang, "unchecked-reason", reason=reason.text)
        lines.append(f"  ✗ {reason.rule}: {harmless(text)}")
    return lines
