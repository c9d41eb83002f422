"""Kinds of check. A rule names one of them; none of them knows any rule."""

from __future__ import annotations

from apology_lint.checks.acts import Absence, Presence, Repetition
from apology_lint.checks.base import Check, Hit
from apology_lint.checks.brand import Branding
from apology_lint.checks.breach import NoticeContents
from apology_lint.checks.consistency import Contradiction, LeftoverLanguage, PartMismatch
from apology_lint.checks.order import Order
from apology_lint.checks.phrase import Phrase
from apology_lint.checks.readability import LongSentence, Readability
from apology_lint.checks.sender import NoReply
from apology_lint.checks.subject import Subject

KINDS: dict[str, type[Check]] = {
    "absence": Absence,
    "brand": Branding,
    "contradiction": Contradiction,
    "leftover-language": LeftoverLanguage,
    "notice-contents": NoticeContents,
    "part-mismatch": PartMismatch,
    "long-sentence": LongSentence,
    "no-reply": NoReply,
    "order": Order,
    "phrase": Phrase,
    "presence": Presence,
    "readability": Readability,
    "repetition": Repetition,
    "subject": Subject,
}

__all__ = ["KINDS", "Check", "Hit"]
