"""What data owners are told of their own records; and what is remembered of it.

An owner sees its records as it filed them, whether or not they are still answered.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import perf_counter_ns
from typing import NamedTuple

from msgspec.structs import replace

from screening.engine import page_tokens
from screening.engine.recorder import Recorder
from screening.engine.telling import us_since
from screening.index.held_records import held_records
from screening.index.keys import parsed_name
from screening.index.lookup import named
from screening.ownership import (
    Acknowledgement,
    ListedRecord,
    OwnerRights,
    QualityReport,
    RecordPage,
    Reviews,
    Sent,
    Submission,
    no_such_feed,
)
from screening.policy.handling import is_specimen
from screening.policy.hits import name_of
from screening.queries import Asked
from screening.storage import change_journal
from screening.storage.catalog import Catalog
from screening.storage.generation import Generation
from screening.storage.view import View

KEYS_MAX = 100_000
"""Looked at for one page (law 10): of documents, others' lie between an owner's own."""
PAGE_BYTES_MAX = 2 << 20
"""Of the records of one page: gRPC's own clients take 4 MiB, and a person may have one."""
LISTED, REPORTED = "LISTED", "REPORTED"
SUBMITTED, APPLIED, REFUSED, UNKNOWN = "SUBMITTED", "APPLIED", "REFUSED", "UNKNOWN"
"""What is remembered as the answer: of changes, that they came, and then what became of
them."""


class _Call(NamedTuple):
    """One call of an owner, as it is remembered."""

    kind: str
    question: Sequence[str] | Sent
    answer: str
    started: int


class Owned:
    """Answers owners about what they filed, from the generations being served."""

    def __init__(
        self, catalog: Catalog, *, record: Recorder, now: Callable[[], datetime]
    ) -> None:
        self._catalog = catalog
        self._record = record
        self._now = now

    def records(
        self,
        rights: OwnerRights,
        feed: str,
        asked: Asked,
        *,
        page_size: int,
        page_token: str = "",
    ) -> RecordPage:
        """Return some of the owner's records in *feed*, from *page_token* on.

        Raises `NotItsFeed`, or `InvalidQuery` for a token that is none of ours.
        """
        started = perf_counter_ns()
        generation = self._generation(rights, feed)
        secret = generation.uid.encode()
        start = page_tokens.place_of(page_token, secret)
        with generation.view() as view:
            records, end = _page(view, rights.owner, start, page_size)
        token = page_tokens.page_token(end, secret) if end else ""
        page = RecordPage(records, token)
        self._remember(
            _Call("records", [rights.owner, feed], LISTED, started),
            asked,
            names=tuple([each.name for each in page.records]),
            specimens=sum(is_specimen(each.record) for each in page.records),
        )
        return page

    def report(self, rights: OwnerRights, feed: str, asked: Asked) -> QualityReport:
        """Return what there is to say of the owner's records and submissions."""
        started = perf_counter_ns()
        with self._generation(rights, feed).view() as view:
            state, now = view.state, self._now()
            report = QualityReport(
                feed=feed,
                owner=rights.owner,
                quality=change_journal.quality(view, rights.owner),
                reviews=_still_due(view, change_journal.reviews(view, rights.owner)),
                revision=state.revision,
                as_of=state.as_of_time,
                lag_s=max(0, int((now - state.as_of_time).total_seconds())),
            )
        self._remember(_Call("report", [rights.owner, feed], REPORTED, started), asked)
        return report

    def submitted(
        self,
        submission: Submission,
        asked: Asked,
        *,
        answer: str,
        became: Acknowledgement | str = "",
        started: int,
    ) -> None:
        """Remember that an owner sent changes, or what became of them; durable on return.

        They *became* true, or were refused, for that reason. When they come it is
        remembered which records they change; how, is in the change journal of the feed.
        """
        sent = Sent(
            owner=submission.rights.owner,
            feed=submission.feed,
            request_id=submission.request_id,
            count=len(submission.rows),
        )
        if answer == SUBMITTED:
            sent = replace(sent, changes=submission.changes)
        elif isinstance(became, Acknowledgement):
            rejected = tuple([each.index for each in became.rejected])
            sent = replace(sent, revision=became.revision, rejected=rejected)
        else:
            sent = replace(sent, refused=became)
        self._remember(_Call("changes", sent, answer, started), asked)

    def _remember(
        self,
        call: "_Call",
        asked: Asked,
        *,
        names: tuple[str, ...] = (),
        specimens: int = 0,
    ) -> None:
        self._record(
            at=self._now(),
            kind=call.kind,
            question=call.question,
            asked=asked,
            answer=call.answer,
            searched=(),
            names=names,
            duration_us=us_since(call.started),
            specimens=specimens,
        )

    def _generation(self, rights: OwnerRights, feed: str) -> Generation:
        served = {each.feed: each for each in self._catalog.generations}
        if feed not in rights.feeds or feed not in served:
            raise no_such_feed()
        return served[feed]


def _page(
    view: View, owner: str, start: bytes, page_size: int
) -> tuple[tuple[ListedRecord, ...], bytes]:
    """Return records of *owner* from *start* on, and where to go on, b"" at the end."""
    found: list[ListedRecord] = []
    left_bytes = PAGE_BYTES_MAX
    for looked_at, held in enumerate(held_records(view, start=start, owner=owner)):
        if looked_at == KEYS_MAX or len(found) == page_size or left_bytes <= 0:
            return tuple(found), held.place
        if held.record is not None:
            left_bytes -= held.size_bytes
            name = name_of(view.state.feed, held.record)
            found.append(ListedRecord(name, held.record))
    return tuple(found), b""


def _still_due(view: View, reviews: Reviews) -> Reviews:
    """Return *reviews* without records that were renewed or withdrawn since."""
    due = []
    for each in reviews.due:
        _, _, parts = parsed_name(each.name)
        record = named(view, parts)
        if record is not None and record.review_date == each.review_date:
            due.append(each)
    gone = len(reviews.due) - len(due)
    return Reviews(as_of=reviews.as_of, count=reviews.count - gone, due=tuple(due))
