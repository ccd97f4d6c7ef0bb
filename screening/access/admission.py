"""The one question of the gate: is this caller let in for this method, and as what?

`Access` answers by the register, `Loopback` where callers are not told apart. What comes
back is asked again for each question: is its purpose allowed, is it within the quota.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from screening.access.decision import (
    Cause,
    entry_in_force,
    require_call,
    require_purpose,
    require_volume,
)
from screening.access.entries import Entry, Register
from screening.access.permissions import May
from screening.callers import CallerName
from screening.errors import (
    LimitExceeded,
    NotIdentified,
    NotPermitted,
    QuotaExceeded,
)
from screening.ownership import OwnerRights
from screening.sight import EVERYTHING, Sight
from screening.standing import QuotaStatus, RegisterStatus

QUOTAS_TOLD_MAX = 20
"""Callers that a status names, with what they have asked of late."""


class Count(Protocol):
    """Counts questions of a caller, by its number in the register."""

    def take(self, caller: int, count: int, maximum: int) -> float:
        """Return 0.0 once they are counted, or after how many seconds they may be."""

    def asked(self, caller: int) -> int:
        """Return how many questions of it count at present."""


class Admitted:
    """A caller that was let in: on this machine alone, everybody."""

    caller: CallerName | None = None
    sight: Sight = EVERYTHING
    rights: OwnerRights | None = None
    """What it may write, where it is a data owner."""

    def require_purpose(self, purpose: str) -> None:
        """Raise unless what is no question may be done for *purpose*; it is not counted.

        Raises `InvalidQuery` for a purpose that is missing or unknown, `NotPermitted` for
        one that this caller may not give.
        """

    def require_question(self, purpose: str, *, items: int | None = None) -> None:
        """Raise unless a question for *purpose* may be asked now, and count it.

        *items* is how many a batch has, None where it is no batch. Raises as
        `require_purpose`, `LimitExceeded` for a batch that is too large, and
        `QuotaExceeded`.
        """

    def require_changes(self, count: int) -> None:
        """Raise unless *count* changes may be sent now, and count them.

        Raises `LimitExceeded` and `QuotaExceeded`.
        """


LOCAL = Admitted()
"""Whoever calls where callers are not told apart."""


class Registered(Admitted):
    """A caller of the register, by one of its entries."""

    def __init__(self, entry: Entry, number: int, quotas: Count) -> None:
        self.entry = entry
        self.caller = entry.caller
        self.sight = entry.sight
        self.rights = entry.rights
        self._number = number
        self._quotas = quotas

    def require_purpose(self, purpose: str) -> None:
        """Raise unless the entry has *purpose*."""
        require_purpose(self.entry, purpose)

    def require_question(self, purpose: str, *, items: int | None = None) -> None:
        """Raise unless a question for *purpose* may be asked now, and count it.

        One that is refused is not counted.
        """
        entry = self.entry
        require_purpose(entry, purpose)
        if items is not None:
            require_volume(entry, items)
        self._take(1 if items is None else items, entry.questions_per_minute)

    def require_changes(self, count: int) -> None:
        """Raise unless *count* changes may be sent now; those refused are not counted.

        More than a minute's may never be sent together: that raises `LimitExceeded`.
        """
        maximum = self.entry.changes_per_minute
        if count > maximum:
            raise LimitExceeded(field="changes", actual=count, maximum=maximum)
        self._take(count, maximum)

    def _take(self, count: int, maximum: int) -> None:
        wait_s = self._quotas.take(self._number, count, maximum)
        if wait_s:
            raise QuotaExceeded(maximum=maximum, retry_after_s=wait_s)

    @property
    def quota(self) -> QuotaStatus:
        """How much of its quota is used: of questions, or of an owner's changes."""
        return QuotaStatus(
            caller=self.entry.caller.uri,
            asked=self._quotas.asked(self._number),
            questions_per_minute=self.entry.questions_per_minute
            or self.entry.changes_per_minute,
        )


class Loopback:
    """Lets everybody in, as an implicit local caller."""

    problems: tuple[str, ...] = ()
    register: RegisterStatus | None = None
    quotas: tuple[QuotaStatus, ...] = ()

    def admit(self, caller: CallerName | None, method: str, now: datetime) -> Admitted:
        """Return the local caller; who shows a certificate needs a register."""
        del method, now
        if caller is None:
            return LOCAL
        raise NotPermitted(
            cause=Cause.NOT_REGISTERED,
            reason="no register of callers is kept here",
            cure="ask the operator to serve with --register",
        )

    def refresh(self) -> None:
        """Do nothing: there is no file to look at."""


class Access:
    """Lets callers in by the register that holds. Safe in many threads."""

    problems: tuple[str, ...] = ()

    def __init__(
        self,
        register: Register,
        needs: Mapping[str, May],
        quotas: Callable[[Register], Count],
    ) -> None:
        """Begin with *register*.

        *needs* says of each method which permission it asks for; *quotas* opens the
        counters of a register.
        """
        self._needs = needs
        self._quotas = quotas
        self._held = _Held(register, quotas(register))

    @property
    def register(self) -> Register:
        """The register that holds."""
        return self._held.register

    @property
    def quotas(self) -> tuple[QuotaStatus, ...]:
        """Whoever asked of late, the nearest to the end of its quota first."""
        used = [each.quota for each in self._held.admitted.values()]
        asking = [each for each in used if each.asked and each.questions_per_minute]
        asking.sort(
            key=lambda each: each.asked / each.questions_per_minute, reverse=True
        )
        return tuple(asking[:QUOTAS_TOLD_MAX])

    def hold(self, register: Register, count: Count | None = None) -> None:
        """Let in by *register* from now on, also over calls that are open.

        Questions are counted by *count*, by default in counters of the register's own.
        """
        self._held = _Held(register, count or self._quotas(register))

    def admit(self, caller: CallerName | None, method: str, now: datetime) -> Admitted:
        """Return *caller* as it is let in to *method* at *now*.

        Raises `NotIdentified` for nobody, `NotPermitted` for who is not registered, not
        any more, not yet, or not for this, and `NotAllowed` for a method without a rule.
        """
        if caller is None:
            raise NotIdentified(
                reason="it shows no certificate with a name",
                cure="call with a certificate that this service's CA issued",
            )
        held = self._held
        entry = entry_in_force(held.register.of(caller), now)
        require_call(entry, method, self._needs.get(method))
        return held.admitted[entry]


class _Held:
    """A register, and what is made of it once."""

    def __init__(self, register: Register, quotas: Count) -> None:
        self.register = register
        self.admitted: dict[Entry, Registered] = {
            entry: Registered(entry, number, quotas)
            for number, entries in enumerate(register.by_caller.values())
            for entry in entries
        }
