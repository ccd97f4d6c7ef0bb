"""What a service holds <-> wire."""

from screening.queries import FeedStatus, Status
from screening.translate.standing import (
    journal_from_wire,
    journal_to_wire,
    quarantine_from_wire,
    quarantine_to_wire,
    quota_from_wire,
    quota_to_wire,
    register_from_wire,
    register_to_wire,
)
from screening.translate.words import DATABASES, time, timestamp, word
from screening.v1 import status_pb2


def status_to_wire(status: Status) -> status_pb2.GetStatusResponse:
    """Return *status* for the wire."""
    started, ends = status.started_at, status.certificate_ends
    return status_pb2.GetStatusResponse(
        feeds=map(_feed_to_wire, status.feeds),
        problems=status.problems,
        version=status.version,
        started_at=None if started is None else timestamp(started),
        workers=status.workers,
        journal=journal_to_wire(status.journal) if status.journal else None,
        certificate_ends=None if ends is None else timestamp(ends),
        register=register_to_wire(status.register) if status.register else None,
        quotas=map(quota_to_wire, status.quotas),
        quarantine=map(quarantine_to_wire, status.quarantine),
        writer=status.writer,
    )


def status_from_wire(message: status_pb2.GetStatusResponse) -> Status:
    """Return the status that *message* holds."""
    has = message.HasField
    return Status(
        feeds=tuple(map(_feed_from_wire, message.feeds)),
        problems=tuple(message.problems),
        version=message.version,
        started_at=time(message.started_at) if has("started_at") else None,
        workers=message.workers,
        journal=journal_from_wire(message.journal) if has("journal") else None,
        certificate_ends=(
            time(message.certificate_ends) if has("certificate_ends") else None
        ),
        register=register_from_wire(message.register) if has("register") else None,
        quotas=tuple(map(quota_from_wire, message.quotas)),
        quarantine=tuple(map(quarantine_from_wire, message.quarantine)),
        writer=message.writer,
    )


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
        changes=feed.changes,
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
        changes=message.changes,
    )
