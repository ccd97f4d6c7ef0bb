"""A service that tells callers apart, by a name in the call's metadata.

Certificates take that place in a real service; what is decided from the name on is the
same, and is what these tests are about.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc

from screening.access.keeping import KeptAccess
from screening.callers import CallerName, caller_name
from screening.config import Config
from screening.engine import utc_now
from screening.opening import open_engine
from screening.server.app import App, opened
from screening.server.rules import NEEDS
from tests.access.registers import Table, written

NAME = "caller"


def named_in_metadata(context: grpc.ServicerContext) -> CallerName | None:
    """Return the caller that the metadata of the call names."""
    given = {key: value for key, value in context.invocation_metadata()}  # noqa: C416
    return caller_name(str(given[NAME])) if NAME in given else None


@contextmanager
def served_to(
    data: Path,
    file: Path,
    *tables: Table,
    now: Callable[[], datetime] = utc_now,
    **bounds: Any,  # noqa: ANN401 -- any bound
) -> Iterator[tuple[App, KeptAccess]]:
    """Yield a server that lets in the callers of *tables*, written to *file*."""
    file.write_bytes(written(tables))
    config = Config(data=data, **{"port": 0, "register": file, **bounds})
    access = KeptAccess(file, needs=NEEDS, data=data, workers=1, now=now)
    with (
        open_engine(data) as engine,
        opened(
            config, engine, now=now, access=access, caller_of=named_in_metadata
        ) as app,
    ):
        yield app, access


def by(who: CallerName) -> tuple[tuple[str, str], ...]:
    """Return the metadata of a call by *who*."""
    return ((NAME, who.uri),)
