"""What a service says of itself: what the engine holds, and what only the doors know."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

import screening
from screening.config import Config
from screening.engine import Engine
from screening.queries import Status
from screening.server.admission import Access
from screening.server.writer_line import WriterLine

READY, AWAY = "ready", "away"


class OwnStatus:
    """Tells the status of one worker's service, as of now."""

    def __init__(
        self, engine: Engine, access: Access, config: Config, started_at: datetime
    ) -> None:
        self._engine = engine
        self._access = access
        self._started_at = started_at
        self._workers = config.workers
        self._writer = WriterLine(config.data) if config.writer else None
        self.certificate_ends: Callable[[], datetime | None] = lambda: None

    def __call__(self) -> Status:
        """Return the status."""
        held = self._engine.status()
        return replace(
            held,
            problems=held.problems + self._access.problems,
            version=screening.__version__,
            started_at=self._started_at,
            workers=self._workers,
            certificate_ends=self.certificate_ends(),
            register=self._access.register,
            quotas=self._access.quotas,
            writer=self._writer_stands(),
        )

    def _writer_stands(self) -> str:
        if self._writer is None:
            return ""
        return READY if self._writer.is_there() else AWAY
