"""`serve`: the service, until it is told to stop."""

import logging
from typing import Annotated

import typer

from screening.cli.exits import BadUsage
from screening.cli.options import Data, Thresholds, data_folder, door_thresholds
from screening.cli.words import kept

LISTEN = "127.0.0.1:50051"
WORKERS_MAX = 64
_PORT_MAX = 65_535
_LOG = logging.getLogger(__name__)

Listen = Annotated[
    str,
    typer.Option(
        "--listen",
        metavar="HOST:PORT",
        help="Loopback address; port 0 is any free one.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=WORKERS_MAX,
        help="Processes that answer; one for each core is plenty.",
    ),
]


def serve(
    *,
    data: Data = None,
    listen: Listen = LISTEN,
    workers: Workers = 1,
    thresholds: Thresholds = None,
) -> int:
    """Serve a data folder over gRPC.

    New generations are served as they are published. Says on standard output where it
    listens once every worker answers. The first Ctrl-C (or SIGTERM) lets questions in
    flight finish, a second one ends everything.
    """
    from screening.audit.keys import journal_status
    from screening.config import Config
    from screening.server import log, supervisor

    host, port = _address(listen)
    config = Config(
        data=data_folder(data),
        host=host,
        port=port,
        workers=workers,
        thresholds=door_thresholds(thresholds),
    )
    log.set_up()
    journal = journal_status(config.data)
    if journal is not None and not (journal.sealed_to and journal.signed_by):
        _LOG.warning("the journal is %s; see screening audit keys", kept(journal))
    return supervisor.serve(config)


def _address(text: str) -> tuple[str, int]:
    """Return host and port of *text*, such as `127.0.0.1:50051` or `[::1]:50051`.

    >>> _address("[::1]:50051")
    ('::1', 50051)
    """
    host, _, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    is_port = port.isascii() and port.isdigit() and int(port) <= _PORT_MAX
    if not bare or not is_port or (":" in bare) != (bare != host):
        raise BadUsage(f"--listen {text!r} is no address; write HOST:PORT, as {LISTEN}")
    return bare, int(port)
