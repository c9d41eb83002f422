"""`audience` and `presend`: who will receive a draft, and whether it may go out."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from apology_lint.cli import options
from apology_lint.cli.output import columns, in_colour, put, put_document, say_aside, stop
from apology_lint.interface import say
from apology_lint.report.formats import FOR_PEOPLE, FORMATS
from apology_lint.settings import FAIL_ON

if TYPE_CHECKING:
    from apology_lint.audience import Audience
    from apology_lint.incident import Incident, Lists
    from apology_lint.presend import Verdict
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
        click.option(
            "--column",
            multiple=True,
            metavar="NAME",
            help="Column of the addresses, if it is not called email; the first that a list has.",
        ),
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
        click.option(
            "--ignore",
            multiple=True,
            metavar="RULE",
            help="Leave a rule, tag or category out; may be repeated.",
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
    from apology_lint.finding import Severity

    incident, settings = _facts_and_settings(None, given)
    lists = _lists(incident, given)
    _spare(given, (), incident, lists)
    found = _count(lists, incident, given)
    if found is None:
        stop("which list? Name it with --recipients, or under [recipients] in incident.toml")
    only = replace(settings, select=("recipients",))
    with _told():
        report = Linter(only).check(_no_mail(lists.recipients[0]), given["lang"], None, incident, found)
    _print([report], given, None)
    limit = settings.fail_on
    sys.exit(int(limit != "never" and bool(report.at_least(Severity[limit]))))


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

    facts_and_settings = [_facts_and_settings(draft, given) for draft in drafts]
    incident, settings = facts_and_settings[0]
    if incident is None:
        stop("no facts about the incident: write incident.toml beside the draft (apology-lint incident new)")
    if any(facts != incident for facts, _ in facts_and_settings):
        stop("these drafts have different facts beside them; name those that count with --incident")
    mails = []
    for draft in drafts:
        try:
            name = STDIN_NAME if draft == STDIN else draft
            mail = read(name, read_stdin() if draft == STDIN else read_bytes(Path(draft)))
        except UnreadableError as error:
            stop(f"{draft}: {error}")
        values = {key: given[key] for key in ("subject", "preheader", "sender", "reply_to")}
        mails.append(with_values(mail, **values))
    lists = _lists(incident, given)
    _spare(given, drafts, incident, lists)
    found = _count(lists, incident, given)
    reports = []
    with _told():
        for draft, mail, (_, own) in zip(drafts, mails, facts_and_settings, strict=True):
            accepted = Baseline.load(own.baseline).for_draft(Path(draft)) if own.baseline else None
            reports.append(Linter(own).check(mail, None, accepted, incident, found))
    outcome = verdict(reports, settings.fail_on, datetime.now(UTC))
    _print(reports, given, outcome)
    sys.exit(int(settings.fail_on != "never" and not outcome.ready))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """End with a message where settings or rules cannot be used."""
    from apology_lint.tables import TableError

    try:
        yield
    except TableError as error:
        stop(str(error))


def _spare(given: dict[str, Any], drafts: Sequence[str], incident: Incident | None, lists: Lists) -> None:
    """The report must not take the place of what it is about."""
    report = given["output_file"]
    if report is None:
        return
    sources = [*lists.recipients, *lists.affected, *lists.suppressed, *lists.apologised]
    named = [*drafts, *sources]
    named += [name for source in sources for name in glob.glob(source, recursive=True)]  # noqa: PTH207
    named += [incident.path] if incident is not None else []
    if os.path.realpath(report) in map(os.path.realpath, named):
        stop(f"-o {report}: this is what is checked; write the report to another file")


def _facts_and_settings(draft: str | None, given: dict[str, Any]) -> tuple[Incident | None, Settings]:
    from apology_lint.files import STDIN
    from apology_lint.incident import find_incident, load_incident
    from apology_lint.settings.layers import effective

    path = Path(draft) if draft is not None and draft != STDIN else None
    facts = given["incident"] or find_incident(path)
    ignored = [name for names in given["ignore"] for name in names.split(",") if name]
    said = {"lang": given["lang"], "fail-on": given["fail_on"], "ignore": ignored}
    with _told():
        incident = load_incident(facts) if facts is not None else None
        known = {key: value for key, value in said.items() if value}
        return incident, effective(path, given["config"], known).settings()


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


def _count(lists: Lists, incident: Incident | None, given: dict[str, Any]) -> Audience | None:
    """What the lists come to; None if there is no list of recipients."""
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
            found = check_lists(
                lists,
                notice=incident is not None and incident.message == "notice",
                write=given["write"],
                progress=bar.show,
            )
    except AudienceError as error:
        stop(str(error))
    if given["write"] is not None:
        say_aside(say(lang, "lists-written", path=str(given["write"])))
    return found


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let a request to end remove what is on disk by then."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:  # who runs it with nohup does not want it to end
            signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def _no_mail(name: str) -> Any:
    """What stands for the draft where only its recipients are looked at."""
    from apology_lint.audience.lists import hidden
    from apology_lint.email import LISTS, Email
    from apology_lint.source import Source

    return Email(Source(hidden(name), b"", "", "utf-8"), LISTS)


def _print(reports: list[Report], given: dict[str, Any], outcome: Verdict | None) -> None:
    """The reports in one format and, if asked for, the verdict."""
    from apology_lint.cli import verdict
    from apology_lint.report import terminal
    from apology_lint.report.formats import format_named

    name, to_file, lang = given["output_format"], given["output_file"], reports[0].lang
    style = terminal.Style(in_colour() and to_file is None, columns())
    form = format_named(name, colour=style.colour, width=style.width)
    parts = [form.part(report) for report in reports]
    if name == "html" and outcome is not None:
        from apology_lint.report import page

        text = page.whole(parts, [], verdict.page(outcome, lang))
    else:
        text = form.whole(parts, [])
    if name == "json" and outcome is not None:
        text = json.dumps({**verdict.data(outcome), **json.loads(text)}, ensure_ascii=False, indent=2)
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
    counts = Counter(finding.severity.name for report in reports for finding in report)
    put(terminal.summary(lang, counts, len(reports), 0, style))
    if outcome is not None:
        put("\n".join(verdict.lines(outcome, lang, style)))
