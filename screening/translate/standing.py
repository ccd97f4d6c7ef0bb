"""How a service stands <-> wire: register, quotas, quarantine, journal."""

from screening.queries import JournalStatus
from screening.standing import QuarantineStatus, QuotaStatus, RegisterStatus
from screening.v1 import status_pb2


def journal_to_wire(journal: JournalStatus) -> status_pb2.JournalStatus:
    """Return how the journal is kept."""
    return status_pb2.JournalStatus(
        sealed_to=journal.sealed_to,
        signed_by=journal.signed_by,
        broken=journal.broken,
        unflushed_s=journal.unflushed_s,
        unsigned_s=journal.unsigned_s,
    )


def journal_from_wire(message: status_pb2.JournalStatus) -> JournalStatus:
    """Return how the journal is kept."""
    return JournalStatus(
        sealed_to=message.sealed_to,
        signed_by=message.signed_by,
        broken=message.broken,
        unflushed_s=message.unflushed_s,
        unsigned_s=message.unsigned_s if message.HasField("unsigned_s") else None,
    )


def register_to_wire(register: RegisterStatus) -> status_pb2.RegisterStatus:
    """Return which register holds."""
    return status_pb2.RegisterStatus(
        digest=register.digest, callers=register.callers, problem=register.problem
    )


def register_from_wire(message: status_pb2.RegisterStatus) -> RegisterStatus:
    """Return which register holds."""
    return RegisterStatus(
        digest=message.digest, callers=message.callers, problem=message.problem
    )


def quota_to_wire(quota: QuotaStatus) -> status_pb2.QuotaStatus:
    """Return how much of a quota is used."""
    return status_pb2.QuotaStatus(
        caller=quota.caller,
        asked=quota.asked,
        questions_per_minute=quota.questions_per_minute,
    )


def quota_from_wire(message: status_pb2.QuotaStatus) -> QuotaStatus:
    """Return how much of a quota is used."""
    return QuotaStatus(
        caller=message.caller,
        asked=message.asked,
        questions_per_minute=message.questions_per_minute,
    )


def quarantine_to_wire(rule: QuarantineStatus) -> status_pb2.QuarantineStatus:
    """Return what a rule holds back."""
    return status_pb2.QuarantineStatus(
        feed=rule.feed,
        owner=rule.owner,
        status=rule.status,
        reason=rule.reason,
        since=rule.since,
    )


def quarantine_from_wire(message: status_pb2.QuarantineStatus) -> QuarantineStatus:
    """Return what a rule holds back."""
    return QuarantineStatus(
        feed=message.feed if message.HasField("feed") else None,
        owner=message.owner if message.HasField("owner") else None,
        status=message.status if message.HasField("status") else None,
        reason=message.reason,
        since=message.since,
    )
