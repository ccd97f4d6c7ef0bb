"""Access by the register in a file, kept in step with it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from time import monotonic

from screening.access.admission import Access, Admitted
from screening.access.entries import Register
from screening.access.permissions import May
from screening.access.quotas import Quotas
from screening.access.watching import WatchedRegister
from screening.callers import CallerName
from screening.standing import QuotaStatus, RegisterStatus


class KeptAccess:
    """What one worker lets in: by the register as it is now, counted with all workers."""

    def __init__(
        self,
        register: Path,
        *,
        needs: Mapping[str, May],
        data: Path,
        workers: int,
        now: Callable[[], datetime],
    ) -> None:
        """Read *register*, or raise `RegisterRefused`; counters lie in the folder *data*.

        There is a column of counters for each of *workers*, and for those that take
        their places while they end.
        """
        self._data = data
        self._columns = 2 * workers
        self._watched = WatchedRegister(register, now=now)
        self._access = Access(self._watched.current, needs, self._quotas)

    @property
    def problems(self) -> tuple[str, ...]:
        """What an operator should look at: a register that was not taken."""
        return (self._watched.problem,) if self._watched.problem else ()

    @property
    def register(self) -> RegisterStatus:
        """Which register holds."""
        held = self._watched.current
        return RegisterStatus(
            digest=held.digest,
            callers=len(held.by_caller),
            problem=self._watched.problem,
        )

    @property
    def quotas(self) -> tuple[QuotaStatus, ...]:
        """Whoever asked of late, the nearest to the end of its quota first."""
        return self._access.quotas

    def admit(self, caller: CallerName | None, method: str, now: datetime) -> Admitted:
        """Return *caller* as it is let in, or raise: see `Access.admit`."""
        return self._access.admit(caller, method, now)

    def refresh(self) -> None:
        """Look at the file; let in by what is new in it, if it is right."""
        self._watched.refresh()
        if self._watched.current is not self._access.register:
            self._access.hold(self._watched.current)

    def _quotas(self, register: Register) -> Quotas:
        return Quotas(
            self._data,
            digest=register.digest,
            callers=len(register.by_caller),
            columns=self._columns,
            now_s=monotonic,
        )
