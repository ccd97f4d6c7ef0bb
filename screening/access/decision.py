"""Whether a caller may: pure decisions, each a refusal with its cause, or nothing.

The cause is told to the caller, who may know what it is registered for; what others are
registered for is in no refusal.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from screening.access.entries import Entry
from screening.access.permissions import KINDS, May
from screening.access.purposes import Purpose
from screening.errors import InvalidQuery, LimitExceeded, NotAllowed, NotPermitted

PURPOSE_FIELD = "asked.purpose"


class Cause(StrEnum):
    """Why a call is not permitted."""

    NOT_REGISTERED = "NOT_REGISTERED"
    """The register does not name the caller."""
    NOT_YET = "NOT_YET"
    """It names it, from a later time on."""
    EXPIRED = "EXPIRED"
    """It named it, until an earlier time."""
    KIND = "KIND"
    """No caller of this kind may call this method."""
    SERVICE = "SERVICE"
    """Callers of this kind may; this one is not registered for it."""
    PURPOSE = "PURPOSE"
    """The caller may not ask for this purpose."""
    LINE = "LINE"
    """Only the second line may ask so."""
    OWNER = "OWNER"
    """The caller is no data owner."""


def entry_in_force(entries: Iterable[Entry], now: datetime) -> Entry:
    """Return the one of a caller's *entries* that holds *now*, or raise `NotPermitted`."""
    is_over = is_to_come = False
    for entry in entries:
        if entry.since is not None and now < entry.since:
            is_to_come = True
        elif entry.until <= now:
            is_over = True
        else:
            return entry
    if is_to_come:
        raise _refused(Cause.NOT_YET, "the entry of this caller begins later")
    if is_over:
        raise _refused(Cause.EXPIRED, "the entry of this caller is over")
    raise _refused(Cause.NOT_REGISTERED, "the register does not name this caller")


def require_call(entry: Entry, method: str, needs: May | None) -> None:
    """Raise unless *entry* allows a *method* that *needs* a permission; None is nobody's."""
    if needs is None:
        raise NotAllowed(method=method)
    if needs in entry.services:
        return
    if entry.caller.kind in KINDS.get(needs, ()):
        raise _refused(Cause.SERVICE, f"this caller is not registered for {method}")
    raise _refused(
        Cause.KIND,
        f"callers of the kind {entry.caller.kind} may not call {method}",
        cure="ask as a caller whose kind may",
    )


def require_purpose(entry: Entry, purpose: str) -> None:
    """Raise unless *entry* lets its caller ask for *purpose*, a word of `Purpose`."""
    if purpose in entry.purposes:
        return
    may = " or ".join(sorted(entry.purposes))
    cure = f"give {may}" if may else "the register has none for this caller"
    if not purpose:
        raise InvalidQuery(field=PURPOSE_FIELD, reason="is missing", cure=cure)
    if purpose not in tuple(Purpose):
        raise InvalidQuery(
            field=PURPOSE_FIELD, reason="is no purpose known here", cure=cure
        )
    raise _refused(
        Cause.PURPOSE,
        f"this caller may not ask for the purpose {purpose}",
        cure=f"{cure}, or ask the operator" if may else f"{cure}: ask the operator",
    )


def require_volume(entry: Entry, items: int) -> None:
    """Raise `LimitExceeded` for a batch of more *items* than *entry* allows at once."""
    if items > entry.items_per_batch:
        raise LimitExceeded(field="items", actual=items, maximum=entry.items_per_batch)


def _refused(
    cause: Cause, reason: str, *, cure: str = "ask the operator"
) -> NotPermitted:
    return NotPermitted(cause=cause, reason=reason, cure=cure)
