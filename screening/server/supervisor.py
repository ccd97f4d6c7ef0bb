"""Worker processes on one port, and the writer: started, watched, replaced, stopped.

The supervisor keeps the port, answers no call and holds no data. A worker that dies is
replaced, at once or, where it dies young, after a pause that grows to ten seconds; it
is never given up. The first SIGTERM or SIGINT lets questions in flight finish, a second
one ends everything. Should the supervisor itself be killed, its workers see their
standard input end, and end too.
"""

import logging
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from screening.config import Config
from screening.errors import ServiceFailed
from screening.server import address
from screening.server.process import WORKER, WRITER, Process
from screening.server.scrubbing import scrubbing
from screening.server.seeing.ledger import Ledger
from screening.server.seeing.notify import READY, STOPPING, Notifier
from screening.tls import ServiceTls

BACK_OFF_S = 0.1
BACK_OFF_MAX_S = 10.0
YOUNG_S = 10.0
"""A worker that dies younger than this makes the pause before the next one longer."""
STOP_MARGIN_S = 3.0
"""Granted beyond `Config.grace_s` before a worker that should end is killed."""
MEMORY_INTERVAL_S = 1.0
_PLAIN = ", to this machine only: without TLS"

_LOG = logging.getLogger(__name__)


def serve(config: Config, *, announce: Callable[[str], None] | None = None) -> int:
    """Serve *config* until a signal; return the exit code.

    Calls *announce* (by default, writes to standard output) with one line once every
    worker answers. Raises `AddressRefused` for an address that is not free, or not
    loopback while there is no TLS, `CertificateRefused` for files of TLS that are bad,
    `ServiceFailed` where workers cannot even start.
    """
    host = address.checked(config.host, tls=config.tls is not None)
    if config.tls is not None:
        _check(config.tls)
    config.data.mkdir(parents=True, exist_ok=True)
    with address.kept(host, config.port) as port:
        supervisor = Supervisor(
            replace(config, host=host, port=port), announce or _to_standard_output
        )
        return supervisor.run()


def _check(tls: ServiceTls) -> None:
    """Raise what is wrong with the files of *tls*, before a worker stumbles over it."""
    from screening.server.credentials import Credentials  # noqa: PLC0415 -- only with TLS

    Credentials(tls, time.time)
    if tls.revoked is None:
        _LOG.warning(
            "no list of revoked certificates: callers are in until they expire"
        )


_WRITER = -1
"""The number of the writer, where there is one."""


class Supervisor:
    """Keeps `config.workers` workers alive, and the writer. To be run on the main thread."""

    def __init__(self, config: Config, announce: Callable[[str], None]) -> None:
        self._config = config
        self._announce = announce
        self._selector = selectors.DefaultSelector()
        self._workers: dict[int, Process] = {}
        self._failures: dict[int, int] = {}
        numbers = range(_WRITER if config.writer else 0, config.workers)
        self._due: dict[int, float] = dict.fromkeys(numbers, 0.0)
        self._wanted = len(numbers)
        self._announced = False
        self._ledger = Ledger(
            workers=config.workers, writer=_WRITER if config.writer else None
        )
        self._systemd = Notifier()
        self._memory_due = 0.0
        self._kill_at: float | None = None
        self._signals = 0

    def run(self) -> int:
        """Run until stopped; 0 where every worker ended in its own time."""
        with ExitStack() as leaving:
            leaving.callback(self._selector.close)
            leaving.callback(self._kill)
            self._selector.register(leaving.enter_context(_signals()), _READ)
            self._scrubbing = leaving.enter_context(scrubbing(self._config.data))
            if self._config.metrics is not None:
                leaving.enter_context(_metrics(self._config.metrics, self._ledger))
            while self._due or self._workers:
                self._start_due()
                self._look_at_memory()
                for key, _ in self._selector.select(self._pause_s()):
                    if key.data is None:
                        self._on_signal(os.read(key.fd, 1)[0])
                    else:
                        self._on_word(key.data)
                if self._kill_at is not None and time.monotonic() >= self._kill_at:
                    _LOG.error("workers did not end in time and are killed")
                    return 1
        return 0 if self._signals == 1 else 1

    def _start_due(self) -> None:
        now = time.monotonic()
        for number in [number for number, due in self._due.items() if due <= now]:
            del self._due[number]
            module = WRITER if number == _WRITER else WORKER
            worker = Process(self._config, number, module)
            self._ledger.started(number)
            self._workers[number] = worker
            self._selector.register(worker.words, _READ, worker)

    def _pause_s(self) -> float | None:
        times = [
            self._memory_due,
            *self._due.values(),
            *filter(None, (self._kill_at, self._systemd.alive())),
        ]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _on_word(self, worker: Process) -> None:
        """Take note of what *worker* says: that it is ready, or, by silence, its end."""
        was_ready = worker.ready
        if worker.hear():
            self._ledger.heard(worker.number, ready=worker.ready, report=worker.report)
            if not was_ready:
                _LOG.info("worker is ready number=%d worker_pid=%d", *worker.identity)
                self._announce_once()
            return
        self._selector.unregister(worker.words)
        del self._workers[worker.number]
        code = worker.end()
        self._ledger.ended(worker.number, is_replaced=not self._signals)
        if self._signals:
            _LOG.info("worker ended number=%d worker_pid=%d", *worker.identity)
            self._end_writer_last()
        elif not self._announced and not worker.ready:
            raise ServiceFailed(
                reason="a worker ended before it was ready; its log lines say why"
            )
        else:
            self._scrubbing.worker_ended(code)
            self._replace(worker, code)

    def _look_at_memory(self) -> None:
        """Look now and again whether a worker takes too much memory.

        What makes one grow may be a peer, by frames that gRPC keeps and shows nobody.
        """
        now = time.monotonic()
        if now < self._memory_due:
            return
        self._memory_due = now + MEMORY_INTERVAL_S
        for worker in self._workers.values():
            if worker.ready and worker.number != _WRITER and not self._signals:
                self._bound_memory(worker, now)

    def _bound_memory(self, worker: Process, now: float) -> None:
        """Have *worker* end if it takes too much: another one takes its place."""
        maximum = self._config.worker_memory_max
        if worker.told_to_end_at is not None:
            if now - worker.told_to_end_at > self._config.grace_s + STOP_MARGIN_S:
                worker.kill()
        elif (own := worker.own_bytes) > maximum:
            _LOG.error(
                "worker takes too much memory and is replaced number=%d worker_pid=%d "
                "mib=%d max_mib=%d",
                *worker.identity,
                own >> 20,
                maximum >> 20,
            )
            worker.terminate()

    def _announce_once(self) -> None:
        ready = sum(worker.ready for worker in self._workers.values())
        if self._announced or ready < self._wanted:
            return
        self._announced = True
        self._systemd.say(READY)
        host = (
            f"[{self._config.host}]" if ":" in self._config.host else self._config.host
        )
        workers = self._config.workers
        plural = "" if workers == 1 else "s"
        self._announce(
            f"screening is served on {host}:{self._config.port} "
            f"by {workers} worker{plural} (pid {os.getpid()})"
            f"{'' if self._config.tls else _PLAIN}"
        )

    def _replace(self, worker: Process, code: int) -> None:
        is_young = worker.age_s < YOUNG_S
        failures = self._failures.get(worker.number, 0) + 1 if is_young else 0
        self._failures[worker.number] = failures
        pause_s = (
            min(BACK_OFF_S * 2 ** (failures - 1), BACK_OFF_MAX_S) if failures else 0
        )
        self._due[worker.number] = time.monotonic() + pause_s
        _LOG.error(
            "worker died and is replaced number=%d worker_pid=%d exit_code=%d pause_s=%.1f",
            *worker.identity,
            code,
            pause_s,
        )

    def _on_signal(self, number: int) -> None:
        self._signals += 1
        if self._signals > 1:
            _LOG.warning("a second signal: ending at once")
            self._kill_at = time.monotonic()
            return
        _LOG.info("stopping signal=%s", signal.Signals(number).name)
        self._systemd.say(STOPPING)
        self._due.clear()
        self._kill_at = time.monotonic() + self._config.grace_s + STOP_MARGIN_S
        for worker in self._workers.values():
            if worker.number != _WRITER:
                worker.terminate()
        self._end_writer_last()

    def _end_writer_last(self) -> None:
        """Let the writer end once nobody is left who would wait for it."""
        if self._workers.keys() == {_WRITER}:
            self._workers[_WRITER].terminate()

    def _kill(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.end()
        self._workers.clear()


@contextmanager
def _metrics(at: tuple[str, int], ledger: Ledger) -> Iterator[None]:
    """Tell metrics *at* that address until left."""
    from screening.server.seeing import door, exposition, metrics  # noqa: PLC0415 -- only where asked for

    def page() -> str:
        return exposition.page(metrics.families(ledger.now()))

    with door.opened(at, page) as port:
        _LOG.info("metrics are told host=%s port=%d", at[0], port)
        yield


_READ = selectors.EVENT_READ
_STOP = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def _signals() -> Iterator[int]:
    """Yield a descriptor from which the numbers of SIGTERM and SIGINT can be read."""
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    before = {number: signal.signal(number, _noticed) for number in _STOP}
    wakeup = signal.set_wakeup_fd(writer)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)


def _noticed(_number: int, _frame: object) -> None:
    """Do nothing: that there is a handler makes Python write to the wakeup descriptor."""


def _to_standard_output(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
