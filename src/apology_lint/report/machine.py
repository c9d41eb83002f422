"""What the formats for code hosts and build servers have in common."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from apology_lint.finding import Finding
from apology_lint.interface import say

#: Lone surrogates and the two noncharacters that XML forbids: no UTF-8 file may hold the former.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def relative(path: str) -> str:
    """A path as code hosts know files: from the current folder on, with forward slashes.

    What lies outside the current folder stays absolute.
    """
    here = Path.cwd()
    full = Path(os.path.normpath(here / path))
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


def elsewhere(finding: Finding, lang: str) -> str | None:
    """Where a finding stands that no line of the file can be named for: an option, a part of the
    message that only exists decoded, or the mail as a whole. None if it has a line."""
    if finding.extent is None:
        return say(lang, finding.where or "whole mail")
    if finding.decoded is None:
        return None
    start = finding.extent[0]
    return say(lang, "in-part", place=f"{start.line}:{start.column}", part=finding.decoded)


def described(finding: Finding, lang: str) -> str:
    """What is wrong, where no line can say it also where, and what to write instead; one line each."""
    place = elsewhere(finding, lang)
    message = f"{finding.message} ({place})" if place else finding.message
    advice = say(lang, "help", text=finding.help)
    return "\n".join(" ".join(line.split()) for line in (message, advice))


def writable(text: str) -> str:
    """Text that any UTF-8 file and any XML document can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def to_json(document: Any) -> str:
    """A document as JSON that strict readers accept."""
    return writable(json.dumps(document, ensure_ascii=False, indent=2))
