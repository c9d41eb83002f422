"""The baseline: findings that were there when a house began to lint, by fingerprint.

One JSON file, sorted, for any number of drafts::

    {"version": 1, "drafts": {"mails/late.html": {"humor": {"<fingerprint>": 1}}}}

A draft is named by its path from the folder of the baseline. No word of a draft stands in it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apology_lint.fingerprint import fingerprint
from apology_lint.tables import TableError

if TYPE_CHECKING:
    from apology_lint.finding import Finding

VERSION = 1
#: Bounds for a file that anybody may have written (our choice: 10 MB are over 100,000 findings).
_MOST_BYTES = 10_000_000
_MOST = 1_000_000
_FINGERPRINT = re.compile(r"[0-9a-f]{32}\Z")

#: What is accepted in one draft: rule, fingerprint, how many times.
Counts = Mapping[str, Mapping[str, int]]


def apply(
    accepted: Counts, findings: Sequence[Finding], applied: Collection[str]
) -> tuple[list[Finding], list[Finding], int]:
    """Part the findings of a draft into those to report and those that are accepted.

    Args:
        accepted: what the baseline has for the draft.
        findings: in reading order; of the same words more often than accepted, the last are reported.
        applied: the rules that could judge the draft: what the others would find is not missed.

    Returns:
        The findings to report, those accepted, and how many are accepted but no longer there.
    """
    left = Counter(
        {(rule, words): count for rule, counts in accepted.items() for words, count in counts.items()}
    )
    kept, hidden = [], []
    for finding in findings:
        key = (finding.rule, fingerprint(finding))
        if left[key] > 0:
            left[key] -= 1
            hidden.append(finding)
        else:
            kept.append(finding)
    return kept, hidden, sum(count for (rule, _), count in left.items() if rule in applied)


def counted(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """Findings as a baseline has them."""
    counts: dict[str, Counter[str]] = {}
    for finding in findings:
        counts.setdefault(finding.rule, Counter())[fingerprint(finding)] += 1
    return {rule: dict(known) for rule, known in counts.items()}


class Baseline:
    """What is accepted, draft by draft.

    Args:
        path: the file, whether it exists yet or not; drafts are named from its folder.
        drafts: by that name, the accepted counts.
    """

    def __init__(self, path: Path, drafts: Mapping[str, Counts] | None = None) -> None:
        self.path = path
        self.drafts = dict(drafts or {})

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Read a baseline.

        Raises:
            TableError: it cannot be read, or is no baseline; the message names file and place.
        """
        try:
            with path.open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except FileNotFoundError as error:
            raise TableError(f"{path}: no such baseline; make it with --write-baseline {path}") from error
        except (OSError, ValueError) as error:
            raise TableError(
                f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"
            ) from error
        if len(data) > _MOST_BYTES:
            raise TableError(f"{path}: larger than {_MOST_BYTES:,} bytes: this is no baseline")
        try:
            document = json.loads(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise TableError(f"{path}: byte {error.start}: not valid UTF-8") from error
        except json.JSONDecodeError as error:
            raise TableError(f"{path}: line {error.lineno}, column {error.colno}: {error.msg}") from error
        except RecursionError as error:
            raise TableError(f"{path}: nested too deeply") from error
        except ValueError as error:  # a number of thousands of digits
            raise TableError(f"{path}: {error}") from error
        return cls(path, _drafts(document, str(path)))

    def key(self, draft: str | Path) -> str:
        """The name of a draft in this file: its path from the folder of the baseline, with slashes."""
        folder = os.path.realpath(self.path.parent)
        whole = Path(os.path.realpath(Path(draft).parent)) / Path(draft).name
        try:
            return Path(os.path.relpath(whole, folder)).as_posix()
        except ValueError:  # on another drive
            return whole.as_posix()

    def for_draft(self, draft: str | Path) -> Counts:
        """What is accepted in a draft; nothing if the baseline does not know it."""
        return self.drafts.get(self.key(draft), {})

    def with_draft(self, draft: str | Path, found: Counts, applied: Collection[str]) -> Baseline:
        """This baseline with what was `found` in one draft in the place of what it had of the `applied`
        rules."""
        key = self.key(draft)
        others = {rule: known for rule, known in self.drafts.get(key, {}).items() if rule not in applied}
        return Baseline(self.path, {**self.drafts, key: {**others, **found}})

    def write(self) -> int:
        """Write the file, whole or not at all, without the drafts that are gone or have no findings.

        Returns:
            How many findings it accepts.

        Raises:
            TableError: it cannot be written.
        """
        folder = self.path.parent
        # os.path.exists also answers for a name too long for any file.
        kept = {k: counts for k, counts in self.drafts.items() if counts and os.path.exists(folder / k)}  # noqa: PTH110
        text = json.dumps({"version": VERSION, "drafts": kept}, ensure_ascii=False, indent=2, sort_keys=True)
        # A file name need not be UTF-8, and JSON can say so.
        text = re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            beside.write_text(text + "\n", encoding="utf-8", newline="\n")
            beside.replace(self.path)
        except (OSError, ValueError) as error:
            with contextlib.suppress(OSError, ValueError):
                beside.unlink()
            raise TableError(
                f"{self.path}: cannot be written: {getattr(error, 'strerror', None) or error}"
            ) from error
        return sum(count for counts in kept.values() for known in counts.values() for count in known.values())


def _drafts(document: object, place: str) -> dict[str, Counts]:
    top = _table(document, place)
    if top.get("version") != VERSION:
        raise TableError(
            f'{place}: "version" must be {VERSION}: this is no baseline, or one of another apology-lint; '
            "make a new one with --write-baseline"
        )
    drafts: dict[str, Counts] = {}
    for draft, rules in _table(top.get("drafts"), f'{place}: "drafts"').items():
        counts: dict[str, dict[str, int]] = {}
        for rule, known in _table(rules, f'{place}: "{draft}"').items():
            at = f'{place}: "{draft}": "{rule}"'
            for words, count in _table(known, at).items():
                if not _FINGERPRINT.match(words):
                    raise TableError(f'{at}: "{words[:40]}" is no fingerprint (32 hexadecimal digits)')
                if type(count) is not int or not 0 < count <= _MOST:
                    raise TableError(f'{at}: "{words}" must be a number from 1 to {_MOST:,}')
            counts[rule] = dict(known)
        drafts[draft] = counts
    return drafts


def _table(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TableError(f"{place}: must be an object")
    return value
