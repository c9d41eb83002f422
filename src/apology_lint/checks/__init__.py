"""Kinds of check. A rule names one of them; none of them knows any rule."""

from __future__ import annotations

from apology_lint.checks.access import DeclaredLanguage, Direction
from apology_lint.checks.acts import Absence, Presence, Repetition
from apology_lint.checks.audience import AffectedNumber, Counted, ForNotices, NotAffected
from apology_lint.checks.base import Check, Hit
from apology_lint.checks.brand import Branding
from apology_lint.checks.breach import MissingStep, NoticeContents
from apology_lint.checks.consistency import Contradiction, LeftoverLanguage, PartMismatch
from apology_lint.checks.deadlines import LateApology, MissingApproval
from apology_lint.checks.delivery import Clipped, ImageOnly, MissingAlt, MissingTextPart, Unfilled
from apology_lint.checks.facts import (
    DoNotSend,
    MissingMonitoring,
    MissingOwner,
    MissingScope,
    SendingNotStopped,
)
from apology_lint.checks.links import InsecureLink, LinkText, ListedLink, OffBrandLink, VagueLink
from apology_lint.checks.lookalike import Lookalike
from apology_lint.checks.mailbox import ForeignSender, FreeMail, NamelessSender
from apology_lint.checks.mismatch import FactsMismatch
from apology_lint.checks.order import Order
from apology_lint.checks.phrase import Phrase
from apology_lint.checks.readability import LongSentence, Readability
from apology_lint.checks.recipients import Recipients
from apology_lint.checks.reply import ReplyConflict
from apology_lint.checks.salutation import Fallback
from apology_lint.checks.sender import NoReply
from apology_lint.checks.subject import LongSubject, MissingPreheader, MissingSubject, Shouting, Subject
from apology_lint.checks.suppression import MalformedSuppression, SuppressionComment, UnusedSuppression

KINDS: dict[str, type[Check]] = {
    "absence": Absence,
    "affected-number": AffectedNumber,
    "brand": Branding,
    "clipped": Clipped,
    "contradiction": Contradiction,
    "counted": Counted,
    "declared-language": DeclaredLanguage,
    "direction": Direction,
    "do-not-send": DoNotSend,
    "facts-mismatch": FactsMismatch,
    "fallback": Fallback,
    "for-notices": ForNotices,
    "foreign-sender": ForeignSender,
    "free-mail": FreeMail,
    "image-only": ImageOnly,
    "insecure-link": InsecureLink,
    "late-apology": LateApology,
    "leftover-language": LeftoverLanguage,
    "link-text": LinkText,
    "listed-link": ListedLink,
    "long-sentence": LongSentence,
    "long-subject": LongSubject,
    "lookalike": Lookalike,
    "malformed-suppression": MalformedSuppression,
    "missing-alt": MissingAlt,
    "missing-approval": MissingApproval,
    "missing-monitoring": MissingMonitoring,
    "missing-owner": MissingOwner,
    "missing-preheader": MissingPreheader,
    "missing-scope": MissingScope,
    "missing-step": MissingStep,
    "missing-subject": MissingSubject,
    "missing-text-part": MissingTextPart,
    "nameless-sender": NamelessSender,
    "no-reply": NoReply,
    "not-affected": NotAffected,
    "notice-contents": NoticeContents,
    "off-brand-link": OffBrandLink,
    "order": Order,
    "part-mismatch": PartMismatch,
    "phrase": Phrase,
    "presence": Presence,
    "readability": Readability,
    "recipients": Recipients,
    "repetition": Repetition,
    "reply-conflict": ReplyConflict,
    "sending-not-stopped": SendingNotStopped,
    "shouting": Shouting,
    "subject": Subject,
    "suppression-comment": SuppressionComment,
    "unfilled": Unfilled,
    "unused-suppression": UnusedSuppression,
    "vague-link": VagueLink,
}

__all__ = ["KINDS", "Check", "Hit"]
