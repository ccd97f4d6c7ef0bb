"""What is right of an owner's submission, and what is not: nothing is changed here.

A record of somebody else refuses the whole submission: it is no slip, and its sender may
not know what it did (law 8). A row that breaks a rule of the feed contract is left out
and told, as of a delivered file; the others go in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from screening.errors import LimitExceeded, NotTheOwner
from screening.feeds.changes import Changes
from screening.feeds.databases import changes_of
from screening.feeds.lines import LineJudge
from screening.normalize.states import issuing_state
from screening.ownership import OwnerRights, Rejected, Submission, no_such_feed
from screening.records import Database
from screening.storage.intervals import INTERVALS_MAX
from screening.storage.state import State
from screening.storage.writer import Replacement, name_hash


class _Owned(msgspec.Struct):
    owner: str = ""


_owned = msgspec.json.Decoder(_Owned)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSubmission:
    """What goes in of a submission."""

    changes: Changes[object]
    made: list[Replacement]
    """The changes, one for each row."""
    rows: tuple[bytes, ...]
    rejected: tuple[Rejected, ...]

    @property
    def names(self) -> tuple[int, ...]:
        """A hash of what names the record of each row."""
        return tuple(map(name_hash, self.made))

    @property
    def duplicates(self) -> int:
        """Rows of a record that a later row changes again."""
        return len(self.made) - len(set(self.names))


def refuse_what_is_not_its_own(submission: Submission) -> None:
    """Raise `NotItsFeed` or `NotTheOwner` for what *submission* may not change."""
    rights = submission.rights
    if submission.feed not in rights.feeds:
        raise no_such_feed()
    for index, row in enumerate(submission.rows):
        if not _is_own(row, rights):
            raise NotTheOwner(
                field=f"changes[{index}].owner",
                reason=f"the record is not of {rights.owner}, who sends it",
                cure="only its owner changes a record: leave it out; nothing was changed",
            )


def _is_own(row: bytes, rights: OwnerRights) -> bool:
    """Whether *row* names no other owner; what it is worth else, the rules will say."""
    try:
        owner = _owned.decode(row).owner
    except (msgspec.MsgspecError, ValueError):
        return True
    folded = issuing_state(owner)
    return not folded or folded == issuing_state(rights.owner)


def judged_submission(
    submission: Submission, judge: LineJudge, held: State
) -> JudgedSubmission:
    """Return what goes in of *submission*, or raise `LimitExceeded` for its series."""
    changes = changes_of(Database(held.database))
    rejected: list[Rejected] = []
    for judged in judge.judged(submission.rows):
        changes.add(judged.good)
        rejected += [
            Rejected(bad.line - 1, bad.field, bad.reason) for bad in judged.bad
        ]
    series = held.intervals + changes.series()
    if series > INTERVALS_MAX:
        raise LimitExceeded(field="changes", actual=series, maximum=INTERVALS_MAX)
    return JudgedSubmission(
        changes=changes,
        made=list(changes),
        rows=_without(submission.rows, {each.index for each in rejected}),
        rejected=tuple(rejected),
    )


def _without(rows: Sequence[bytes], out: set[int]) -> tuple[bytes, ...]:
    return tuple([row for index, row in enumerate(rows) if index not in out])
