"""What the asker itself takes while it asks."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter_ns, process_time_ns


@dataclass(slots=True)
class Meter:
    """A stretch of time, and the processor time that this process took in it."""

    seconds: float = 0.0
    processor_share: float = 0.0
    """Of one core."""


@contextmanager
def metered() -> Iterator[Meter]:
    """Measure what is done meanwhile, during which nothing is collected."""
    meter = Meter()
    gc.collect()
    gc.disable()
    started, busy = perf_counter_ns(), process_time_ns()
    try:
        yield meter
    finally:
        took = perf_counter_ns() - started
        meter.seconds = took / 1e9
        meter.processor_share = (process_time_ns() - busy) / took
        gc.enable()
