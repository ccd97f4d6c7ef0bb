"""Opens a data folder for answering: catalog, journal and engine, wired.

The one place that knows all three; `screening check --data` and every worker use it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from screening.audit import Audit
from screening.engine import Engine, utc_now
from screening.policy.thresholds import USUAL, DoorThresholds
from screening.storage.catalog import Catalog


@contextmanager
def open_engine(
    data: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    thresholds: DoorThresholds = USUAL,
) -> Iterator[Engine]:
    """Hold an engine over *data* that records in its journal.

    Raises `NotRecorded` when the journal cannot be written. That nothing is loaded is
    said by each question, not here.
    """
    with Audit(data, now=now) as audit:
        yield Engine(
            Catalog(data),
            record=audit.record,
            now=now,
            thresholds=thresholds,
            problems=audit.problems,
            refused=audit.refused,
            journal=audit.status,
        )
