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
from screening.errors import ScreeningError
from screening.standing import QuotaStatus, RegisterStatus

RETRY_S = 1.0


class Uncounted:
    """Counts nothing, and so lets nobody in who must be counted."""

    def take(self, caller: int, count: int, maximum: int) -> float:
        """Return after how many seconds to ask again."""
        del caller, count, maximum
        return RETRY_S

    def asked(self, caller: int) -> int:
        """Return how many questions are known of."""
        del caller
        return 0


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
        self._uncounted = ""
        """Why nothing can be counted by the register that holds; "" where it can."""
        self._watched = WatchedRegister(register, now=now)
        self._access = Access(self._watched.current, needs, self._quotas)

    @property
    def problems(self) -> tuple[str, ...]:
        """What an operator should look at: a register that was not taken."""
        return tuple(filter(None, (self._watched.problem, self._uncounted)))

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
        current = self._watched.current
        if current is self._access.register and not self._uncounted:
            return
        try:
            self._access.hold(current)
            self._uncounted = ""
        except (OSError, ScreeningError) as error:
            # Who was taken out is out all the same; who must be counted waits.
            self._access.hold(current, Uncounted())
            self._uncounted = (
                f"questions cannot be counted ({error}), so none is let in"
            )

    def _quotas(self, register: Register) -> Quotas:
        return Quotas(
            self._data,
            digest=register.digest,
            callers=len(register.by_caller),
            columns=self._columns,
            now_s=monotonic,
        )
