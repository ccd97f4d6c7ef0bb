"""`serve`: the service, until it is told to stop."""

from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.exits import BadUsage
from screening.cli.options import Data, Thresholds, data_folder, door_thresholds

if TYPE_CHECKING:
    from screening.ownership import OwnerRights

LISTEN = "127.0.0.1:50051"
WORKERS_MAX = 64
_PORT_MAX = 65_535

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
PilotOwner = Annotated[
    str | None,
    typer.Option(
        "--pilot-owner",
        metavar="OWNER=FEED[,FEED]",
        help="For pilots on loopback: take every caller that sends changes for this data "
        "owner, and let it write these feeds.",
    ),
]


def serve(
    *,
    data: Data = None,
    listen: Listen = LISTEN,
    workers: Workers = 1,
    thresholds: Thresholds = None,
    pilot_owner: PilotOwner = None,
) -> int:
    """Serve a data folder over gRPC.

    New generations are served as they are published. Says on standard output where it
    listens once every worker answers. The first Ctrl-C (or SIGTERM) lets questions in
    flight finish, a second one ends everything.
    """
    from screening.config import Config
    from screening.server import log, supervisor

    host, port = _address(listen)
    config = Config(
        data=data_folder(data),
        host=host,
        port=port,
        workers=workers,
        thresholds=door_thresholds(thresholds),
        writer=pilot_owner is not None,
        pilot_owner=_rights(pilot_owner),
    )
    log.set_up()
    return supervisor.serve(config)


def _rights(text: str | None) -> "OwnerRights | None":
    """Return what `--pilot-owner` gives.

    >>> _rights("UTO=utopia-lost,utopia-cars").feeds
    ('utopia-lost', 'utopia-cars')
    """
    if text is None:
        return None
    from screening.normalize.states import issuing_state
    from screening.ownership import OwnerRights

    owner, _, feeds = text.partition("=")
    code = issuing_state(owner)
    if not code or not all(feeds.split(",")):
        raise BadUsage(
            f"--pilot-owner {text!r} is not OWNER=FEED, such as UTO=utopia-lost"
        )
    return OwnerRights(owner=code, feeds=tuple(feeds.split(",")))


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
