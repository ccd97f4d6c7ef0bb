"""What data owners may write, send, and are told.

An owner is a bureau that files records and alone changes them (law 8). Who it is, its
certificate says; what it may write, the register of callers. Values are frozen
`msgspec.Struct`s, because workers and the writer hand them to each other as well.
"""

from datetime import datetime
from hashlib import sha256

from msgspec import Struct
from msgspec.json import Decoder

from screening.errors import NotItsFeed
from screening.records import Record


class OwnerRights(Struct, frozen=True, kw_only=True):
    """What one data owner may write."""

    owner: str
    """The code its records bear: that of the State in its caller's name."""
    feeds: tuple[str, ...]
    """Feeds in which it files records."""
    reports_others: bool = False
    """Files documents that other States issued, too."""


def no_such_feed() -> NotItsFeed:
    """Return what is said of a feed that is not there, and of one of somebody else."""
    return NotItsFeed(
        field="feed",
        reason="there is no such feed that you may write",
        cure="give one that the register of callers names for you",
    )


class _Row(Struct, frozen=True):
    """Of a row what says which record it changes, and how."""

    op: str = ""
    record_id: str = ""
    document_number: str = ""
    issuing_state: str = ""


_decoded = Decoder(_Row).decode


class Submission(Struct, frozen=True, kw_only=True):
    """Changes of one owner, sent together: all that is right of them is made at once."""

    rights: OwnerRights
    feed: str
    request_id: str
    """The owner's own name for it: sent twice, it is made once."""
    rows: tuple[bytes, ...]
    """JSON objects of the feed contract, with `op`, in the order in which they count."""
    reason: str = ""
    """Why, in the owner's words; kept with the changes."""

    @property
    def changes(self) -> tuple[tuple[str, str, str, str], ...]:
        """What is changed, as `Sent` has it."""
        rows = map(_decoded, self.rows)
        return tuple(
            [(r.op, r.record_id, r.document_number, r.issuing_state) for r in rows]
        )

    @property
    def digest(self) -> bytes:
        """What tells two submissions of one name apart."""
        whole = b"\n".join([self.feed.encode(), self.reason.encode(), *self.rows])
        return sha256(whole).digest()


class Sent(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is remembered of a submission when it came, and of what became of it."""

    owner: str
    feed: str
    request_id: str
    count: int
    """Changes in it."""
    changes: tuple[tuple[str, str, str, str], ...] = ()
    """When it came, of each change: put or withdraw, the owner's reference of the record,
    a document's number and issuing State; as sent."""
    refused: str = ""
    """Why nothing of it was made."""
    revision: int = 0
    """Of the feed, with it made."""
    rejected: tuple[int, ...] = ()
    """Places, from 0, of changes that were not made."""


class Rejected(Struct, frozen=True):
    """One change that was not made. Neither says what the field held."""

    index: int
    """Its place in the submission, from 0."""
    field: str
    reason: str


class Acknowledgement(Struct, frozen=True, kw_only=True):
    """What was made of a submission; on disk, and visible to every question from now."""

    revision: int
    """Of the feed, in which it is all visible."""
    at: datetime
    puts: int = 0
    withdrawals: int = 0
    withdrawn_missing: int = 0
    """Withdrawals of what was not there: told, not an error."""
    duplicates: int = 0
    """Changes of a record that a later one of the same submission changes again."""
    rejected: tuple[Rejected, ...] = ()


class Quality(Struct, frozen=True, kw_only=True):
    """What is counted of an owner's submissions to one feed."""

    submissions: int = 0
    puts: int = 0
    withdrawals: int = 0
    withdrawn_missing: int = 0
    duplicates: int = 0
    rejected_by_reason: dict[str, int] = {}
    last_at: datetime | None = None

    @property
    def accepted(self) -> int:
        """Changes that were made."""
        return self.puts + self.withdrawals + self.withdrawn_missing

    @property
    def rejected(self) -> int:
        """Changes that were not."""
        return sum(self.rejected_by_reason.values())


class Due(Struct, frozen=True):
    """A record that is soon no longer answered, unless its owner renews it."""

    name: str
    """Its public name."""
    review_date: str


class Reviews(Struct, frozen=True, kw_only=True):
    """The records of one owner whose review dates come within six months."""

    as_of: datetime | None = None
    """When they were looked for; None: not yet."""
    count: int = 0
    due: tuple[Due, ...] = ()
    """The first of them, by date."""


class QualityReport(Struct, frozen=True, kw_only=True):
    """What an owner is told of its records in one feed (RPD 11 to 13)."""

    feed: str
    owner: str
    quality: Quality
    reviews: Reviews
    revision: int
    as_of: datetime
    lag_s: int
    """From when the feed's data was true to now."""


class ListedRecord(Struct, frozen=True):
    """One of an owner's records, with its public name."""

    name: str
    record: Record


class RecordPage(Struct, frozen=True):
    """Some of an owner's records.

    Fewer than were asked for, even none, may have others behind them: only an empty token
    says that there are no more.
    """

    records: tuple[ListedRecord, ...]
    next_page_token: str = ""
