"""Who answers: a data folder opened here, or a service. Both answer alike."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from screening.cli.exits import BadUsage
from screening.cli.options import (
    Visit,
    door_thresholds,
    existing_folder,
    held_folder,
)
from screening.errors import NotRecorded
from screening.queries import (
    BatchScreening,
    DocumentQuery,
    PersonQuery,
    Screening,
    Status,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)

if TYPE_CHECKING:
    from screening.client import ScreeningClient

PORT_MAX = 65_535
_PORT = re.compile(r"[0-9]{1,5}")


class Answerer(Protocol):
    """What engine and client have in common."""

    def screen_document(self, query: DocumentQuery) -> Screening:
        """Answer about one document."""

    def screen_vehicle(self, query: VehicleQuery) -> Screening:
        """Answer about one vehicle."""

    def screen_person(self, query: PersonQuery) -> Screening:
        """Answer about one person."""

    def screen_mrz(
        self,
        lines: Sequence[str],
        *,
        book_serial: str | None = None,
        exclude_records: Sequence[str] = (),
    ) -> Screening:
        """Answer about one machine readable zone."""

    def screen_traveller(self, query: TravellerQuery) -> Screening:
        """Answer about a traveller: by a document, a name, or both."""

    def screen_batch(
        self, items: Sequence[DocumentQuery | Sequence[str]]
    ) -> BatchScreening:
        """Answer about many documents."""

    def screen_travellers(
        self, items: Sequence[TravellerQuery | ZoneQuery]
    ) -> BatchScreening:
        """Answer about many travellers."""

    def status(self) -> Status:
        """Return what is held."""


@contextmanager
def answerer(
    data: Path | None,
    server: str | None,
    called: Visit,
    thresholds: Sequence[str] | None = None,
) -> Iterator[Answerer]:
    """Hold who answers, as `--data` and `--server` say.

    `--server` goes before the data folder of the environment; to give both options is
    `BadUsage`. *called* is how a service is; *thresholds* are those of a data folder: a
    service has its own.
    """
    if server is None:
        scores = door_thresholds(thresholds)
        folder = existing_folder(data)
        from screening.opening import open_engine

        with open_engine(folder, thresholds=scores) as engine:
            yield engine
        return
    if thresholds:
        raise BadUsage("--thresholds is for a data folder: a service has its own")
    if data is not None:
        raise BadUsage("give --data or --server, not both")
    with service_at(server, called) as client:
        yield client


@contextmanager
def service_at(server: str, called: Visit) -> Iterator["ScreeningClient"]:
    """Hold a client of the service at *server*; `BadUsage` where that is no address."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # our own line says it better
    from screening.client import ScreeningClient
    from screening.queries import Asked

    asked = Asked(purpose=called.purpose)
    with ScreeningClient(_target(server), tls=called.tls, asked=asked) as client:
        yield client


def status_of(data: Path | None, server: str | None, called: Visit) -> Status:
    """Return what is held, by the folder or the service that the options say.

    Of a folder the catalog alone is opened: who looks needs no right to the journal.
    """
    if server is None:
        folder = held_folder(data)
        from msgspec.structs import replace

        from screening.audit.protection import journal_status
        from screening.engine import Engine, utc_now
        from screening.storage.catalog import Catalog

        held = Engine(Catalog(folder), record=_unasked, now=utc_now).status()
        return replace(held, journal=journal_status(folder))
    with answerer(data, server, called) as answering:
        return answering.status()


def _unasked(**_facts: object) -> None:
    raise NotRecorded(reason="it was not opened")


def _target(server: str) -> str:
    scheme, is_url, _ = server.partition("://")
    if is_url:
        raise BadUsage(
            f"--server {server!r} is no address; write HOST:PORT, without {scheme}://"
        )
    host, _, port = server.rpartition(":")
    if not host or not _PORT.fullmatch(port) or not 1 <= int(port) <= PORT_MAX:
        raise BadUsage(
            f"--server {server!r} is no address; write HOST:PORT, "
            f"with a port from 1 to {PORT_MAX}"
        )
    return server
