"""What a service holds <-> wire."""

from screening.queries import FeedStatus, JournalStatus, Status
from screening.translate.words import DATABASES, time, timestamp, word
from screening.v1 import status_pb2


def status_to_wire(status: Status) -> status_pb2.GetStatusResponse:
    """Return *status* for the wire."""
    started = status.started_at
    return status_pb2.GetStatusResponse(
        feeds=map(_feed_to_wire, status.feeds),
        problems=status.problems,
        version=status.version,
        started_at=None if started is None else timestamp(started),
        workers=status.workers,
        journal=_journal_to_wire(status.journal) if status.journal else None,
    )


def status_from_wire(message: status_pb2.GetStatusResponse) -> Status:
    """Return the status that *message* holds."""
    has_start = message.HasField("started_at")
    return Status(
        feeds=tuple(map(_feed_from_wire, message.feeds)),
        problems=tuple(message.problems),
        version=message.version,
        started_at=time(message.started_at) if has_start else None,
        workers=message.workers,
        journal=_journal_from_wire(message) if message.HasField("journal") else None,
    )


def _journal_to_wire(journal: JournalStatus) -> status_pb2.JournalStatus:
    return status_pb2.JournalStatus(
        sealed_to=journal.sealed_to, signed_by=journal.signed_by
    )


def _journal_from_wire(message: status_pb2.GetStatusResponse) -> JournalStatus:
    journal = message.journal
    return JournalStatus(sealed_to=journal.sealed_to, signed_by=journal.signed_by)


def _feed_to_wire(feed: FeedStatus) -> status_pb2.FeedStatus:
    return status_pb2.FeedStatus(
        feed=feed.feed,
        database=DATABASES[feed.database],
        generation=feed.generation,
        revision=feed.revision,
        as_of=timestamp(feed.as_of),
        age_s=feed.age_s,
        stale=feed.stale,
        records=feed.records,
        fresh_for_hours=feed.fresh_for_hours,
        publisher=feed.publisher or "",
        vouched=feed.vouched,
        degraded=feed.degraded,
        previous=feed.previous or "",
    )


def _feed_from_wire(message: status_pb2.FeedStatus) -> FeedStatus:
    is_promised = message.HasField("fresh_for_hours")
    return FeedStatus(
        feed=message.feed,
        database=word(DATABASES, message.database),
        generation=message.generation,
        revision=message.revision,
        as_of=time(message.as_of),
        age_s=message.age_s,
        stale=message.stale,
        records=message.records,
        fresh_for_hours=message.fresh_for_hours if is_promised else None,
        publisher=message.publisher or None,
        vouched=message.vouched,
        degraded=message.degraded,
        previous=message.previous or None,
    )
