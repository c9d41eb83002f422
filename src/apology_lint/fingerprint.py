"""Fingerprints: what a finding is, wherever in its file it stands.

A fingerprint names rule, part of the mail and the words found, and no line: what is added above or
below leaves it as it was. Of a fault of the whole mail it names the rule alone, as that is shown at its
first words or its last.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apology_lint.finding import Finding


def fingerprint(finding: Finding) -> str:
    """32 hexadecimal digits. Two findings of the same rule on the same words share it."""
    words = "" if finding.of_mail else " ".join((finding.text or "").split())
    identity = "\0".join((finding.rule, "" if finding.of_mail else finding.where or "", words))
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]


def distinct(path: str, findings: Sequence[Finding]) -> list[str]:
    """A fingerprint for each finding of one file that no other has, as code hosts want them."""
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        own = fingerprint(finding)
        seen[own] += 1
        found.append(
            hashlib.sha256(f"{path}\0{own}\0{seen[own]}".encode("utf-8", "replace")).hexdigest()[:32]
        )
    return found
