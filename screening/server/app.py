"""One worker's server, built from a Config: the one place where the doors are wired.

The sync server of grpcio, because what it calls are C calls that block for microseconds
(LMDB, hashing, the journal). Each kind of call has threads of its own; see `pools`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from screening.access.admission import Loopback
from screening.config import Config
from screening.engine import Engine
from screening.server import entrance, pools, services
from screening.server.admission import Access, CallerOf, Doorkeeper
from screening.server.arrivals import Arrivals
from screening.server.burst_room import BurstRoom
from screening.server.health import Health
from screening.server.interceptors import Gate
from screening.server.lanes import Lanes
from screening.server.own_status import OwnStatus
from screening.server.owners import Owners
from screening.server.patience import Patience
from screening.server.quick import quick_questions
from screening.server.reader import reading
from screening.server.refusals import Refusals
from screening.server.requests import Requests
from screening.server.rules import Threads
from screening.server.seeing.counts import Counts
from screening.server.seeing.report import Report
from screening.server.steady_clock import SteadyClock
from screening.server.watch import watched
from screening.v1 import (
    record_pb2,
    record_pb2_grpc,
    screening_pb2,
    screening_pb2_grpc,
    status_pb2,
    status_pb2_grpc,
)

REFUSALS_WAITING_MAX = 256
"""Refusals being told; beyond them gRPC refuses by itself, in fewer words."""
PING_STRIKES_MAX = 2
PING_INTERVAL_MIN_MS = 30_000

SERVICES = tuple(
    descriptor.full_name
    for module in (screening_pb2, record_pb2, status_pb2)
    for descriptor in module.DESCRIPTOR.services_by_name.values()
)
"""Our own services, by their full names."""
ASIDE = (
    health_pb2.DESCRIPTOR.services_by_name["Health"].full_name,
    reflection_pb2.DESCRIPTOR.services_by_name["ServerReflection"].full_name,
)
"""What is served beside them."""
_LOOPBACK = Loopback()


class App:
    """A server that is up, and the way to bring it down."""

    def __init__(
        self,
        server: grpc.Server,
        port: int,
        health: Health,
        lanes: Lanes,
        *,
        report: Callable[[], Report],
    ) -> None:
        self.port = port
        self.report = report
        """Returns how this server does, for who runs it."""
        self._server = server
        self._health = health
        self._lanes = lanes

    def stop(self, grace_s: float) -> None:
        """Take no new calls, end idle lanes, let the others finish within *grace_s*."""
        self._health.enter_graceful_shutdown()
        ended = self._server.stop(grace_s)
        self._lanes.close()
        ended.wait()


@contextmanager
def opened(
    config: Config,
    engine: Engine,
    *,
    now: Callable[[], datetime],
    access: Access = _LOOPBACK,
    caller_of: CallerOf | None = None,
) -> Iterator[App]:
    """Yield a server answering from *engine*; leaving ends it at once.

    Who calls is what *caller_of* reads, by default the certificate, and who is let in what
    *access* decides. Raises `RuntimeError` when the address cannot be had,
    `CertificateRefused` where a file of its TLS is bad.
    """
    room = BurstRoom(config)
    status, counts = OwnStatus(engine, access, config, started_at=now()), Counts()

    def report() -> Report:
        return Report(
            calls=counts.now(),
            filters=engine.filter_uses.now(),
            held_back=engine.held_back,
            overloads=room.overloads,
            status=status(),
        )

    lanes = Lanes()
    health = Health(list(SERVICES))
    requests = Requests(config, now=now)
    patience = Patience(config.request_timeout_s)
    steady = SteadyClock(lambda: now().timestamp())
    with (
        pools.opened(config, Arrivals(patience)) as threads,
        Refusals() as refusals,
        patience.watched(),
        entrance.opened(config, clock=steady) as way_in,
    ):
        status.certificate_ends = way_in.certificate_ends
        doorkeeper = Doorkeeper(
            access,
            caller_of or way_in.caller_of,
            lambda: datetime.fromtimestamp(steady(), UTC),
            engine.refused,
        )
        gate = Gate(
            threads,
            refusals,
            patience,
            doorkeeper,
            counts=counts,
            quick=quick_questions(engine, requests),
        )
        server = grpc.server(
            threads[Threads.QUESTIONS],
            interceptors=[gate],
            options=options(config, pending_max=room.pending_max),
            maximum_concurrent_rpcs=REFUSALS_WAITING_MAX
            + sum(pool.maximum for pool in threads.values()),
        )
        _add(
            server,
            services.ScreeningService(
                engine,
                requests,
                lanes,
                config,
                turn_away=doorkeeper.turn_away,
                over_lanes=counts.of(services.OPEN_LANE),
            ),
            services.RecordService(
                engine, requests, Owners(engine.owned, requests, config)
            ),
            services.StatusService(status),
            health,
        )
        port = way_in.listen(server, _address(config))
        app = App(server, port, health, lanes, report=report)

        def look() -> None:
            gate.calls.sweep()
            doorkeeper.refusals.flush()
            room.look()

        try:
            with (
                _running(server, app, room),
                watched("callers", look, config.callers_interval_s),
            ):
                yield app
        finally:
            doorkeeper.refusals.flush()


@contextmanager
def _running(server: grpc.Server, app: App, room: BurstRoom) -> Iterator[None]:
    """Let calls in until left; then end at once."""
    with reading(server):
        server.start()
        try:
            room.open(server)
            yield
        finally:
            app.stop(0.0)


def _add(
    server: grpc.Server,
    screening: services.ScreeningService,
    record: services.RecordService,
    status: services.StatusService,
    health: Health,
) -> None:
    """Have *server* serve all there is, and tell of it (reflection)."""
    screening_pb2_grpc.add_ScreeningServiceServicer_to_server(screening, server)
    record_pb2_grpc.add_RecordServiceServicer_to_server(record, server)
    status_pb2_grpc.add_StatusServiceServicer_to_server(status, server)
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    reflection.enable_server_reflection([*SERVICES, *ASIDE], server)


def options(config: Config, *, pending_max: int) -> list[tuple[str, int]]:
    """Return gRPC's own bounds. It ignores what it cannot spell: each has a test.

    *pending_max* are the calls of a method that may wait in its core.
    """
    return [
        ("grpc.so_reuseport", 1),
        ("grpc.max_receive_message_length", config.message_bytes_max),
        # The one refuses by chance, more often the more there is; the other always.
        ("grpc.max_metadata_size", config.metadata_bytes_max),
        ("grpc.absolute_max_metadata_size", config.metadata_bytes_max),
        ("grpc.max_concurrent_streams", config.streams_per_connection_max),
        # Else whoever has so many, and begins one as another ends, is refused: its core
        # counts those that have ended and that Python has yet to hear of.
        ("grpc.http.overload_protection", 0),
        # Beyond the first its core cancels some, by chance; beyond the second all.
        ("grpc.server.max_pending_requests", pending_max),
        ("grpc.server.max_pending_requests_hard_limit", pending_max),
        (
            "grpc.server_handshake_timeout_ms",
            int(config.handshake_timeout_s * 1_000),
        ),
        ("grpc.max_allowed_incoming_connections", config.connections_max),
        ("grpc.max_connection_idle_ms", int(config.connection_idle_max_s * 1_000)),
        ("grpc.max_connection_age_ms", int(config.connection_age_max_s * 1_000)),
        (
            "grpc.max_connection_age_grace_ms",
            int(config.connection_age_grace_s * 1_000),
        ),
        ("grpc.http2.max_ping_strikes", PING_STRIKES_MAX),
        ("grpc.http2.min_ping_interval_without_data_ms", PING_INTERVAL_MIN_MS),
    ]


def _address(config: Config) -> str:
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"{host}:{config.port}"
