"""A service as it is meant to run, in this process: real TLS, a register, a journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from screening.access.keeping import KeptAccess
from screening.config import Config
from screening.engine import utc_now
from screening.opening import open_engine
from screening.server.app import App, opened
from screening.server.rules import NEEDS
from tests.access.registers import Table, written
from tests.certificates import Pki


@contextmanager
def secured_by(
    data: Path,
    pki: Pki,
    *tables: Table,
    **bounds: Any,  # noqa: ANN401 -- any bound
) -> Iterator[App]:
    """Yield a server that knows callers by certificates of *pki*, and lets in *tables*."""
    file = pki.folder / "callers.toml"
    file.write_bytes(written(tables))
    config = Config(
        data=data,
        **{"port": 0, "tls": pki.tls(), "register": file, "writer": True, **bounds},
    )
    access = KeptAccess(file, needs=NEEDS, data=data, workers=1, now=utc_now)
    with (
        open_engine(data) as engine,
        opened(config, engine, now=utc_now, access=access) as app,
    ):
        yield app
