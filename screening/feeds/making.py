"""One submission on its way: what of it is answered, counted and remembered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from screening.feeds.submissions import JudgedSubmission
from screening.ownership import Acknowledgement, Quality, Submission
from screening.storage import change_journal
from screening.storage.change_journal import Entry, EntryKind, Pairs, Receipt
from screening.storage.state import State
from screening.storage.view import View
from screening.storage.writer import Applied

REASONS_MAX = 200
"""Kinds of rejections counted for an owner in a feed; others are counted together."""
OTHER_REASONS = "other reasons"


@dataclass(frozen=True, slots=True)
class Before:
    """What is held before a submission is made."""

    state: State
    receipt: Receipt | None
    quality: Quality


def before(view: View, submission: Submission) -> Before:
    """Return what *view* holds that a submission is judged by."""
    owner = submission.rights.owner
    return Before(
        view.state,
        change_journal.receipt(view, owner, submission.request_id),
        change_journal.quality(view, owner),
    )


class Making:
    """One submission on its way: what of it is answered, counted and remembered."""

    def __init__(
        self,
        submission: Submission,
        judged: JudgedSubmission,
        before: Before,
        *,
        at: datetime,
    ) -> None:
        self._submission = submission
        self._judged = judged
        self._before = before
        self.at = at

    def acknowledgement(self, applied: Applied | None) -> Acknowledgement:
        """Return what is answered."""
        state = applied.state if applied else self._before.state
        return Acknowledgement(
            revision=state.revision,
            at=self.at,
            puts=applied.puts if applied else 0,
            withdrawals=applied.withdrawals if applied else 0,
            withdrawn_missing=applied.withdrawn_missing if applied else 0,
            duplicates=self._judged.duplicates,
            rejected=self._judged.rejected,
        )

    def pairs(self, applied: Applied | None) -> Pairs:
        """Return what goes into the change journal."""
        submission, answer = self._submission, self.acknowledgement(applied)
        owner = submission.rights.owner
        receipt = Receipt(submission.digest, answer)
        found = [
            change_journal.receipt_pair(owner, submission.request_id, receipt),
            change_journal.quality_pair(owner, counted(self._before.quality, answer)),
        ]
        if applied is not None:
            found.append(change_journal.entry_pair(self._entry(answer)))
        return dict(found)

    def _entry(self, answer: Acknowledgement) -> Entry:
        return Entry(
            kind=EntryKind.OWNER,
            revision=answer.revision,
            at=self.at,
            owner=self._submission.rights.owner,
            request_id=self._submission.request_id,
            reason=self._submission.reason,
            rows=self._judged.rows,
            names=self._judged.names,
        )


def counted(before: Quality, answer: Acknowledgement) -> Quality:
    """Return what is counted of an owner after one more submission.

    >>> from screening.ownership import Rejected
    >>> from datetime import UTC
    >>> answer = Acknowledgement(revision=2, at=datetime(2026, 11, 21, tzinfo=UTC),
    ...     puts=3, rejected=(Rejected(1, "status", "required"),))
    >>> counted(Quality(), answer).rejected_by_reason
    {'status: required': 1}
    """
    return replace(
        before,
        submissions=before.submissions + 1,
        puts=before.puts + answer.puts,
        withdrawals=before.withdrawals + answer.withdrawals,
        withdrawn_missing=before.withdrawn_missing + answer.withdrawn_missing,
        duplicates=before.duplicates + answer.duplicates,
        rejected_by_reason=_by_reason(
            before.rejected_by_reason,
            [f"{each.field}: {each.reason}" for each in answer.rejected],
        ),
        last_at=answer.at,
    )


def _by_reason(before: dict[str, int], reasons: Sequence[str]) -> dict[str, int]:
    found = Counter(before)
    for reason in reasons:
        known = reason in found or len(found) < REASONS_MAX
        found[reason if known else OTHER_REASONS] += 1
    return dict(found)
