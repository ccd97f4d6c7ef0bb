import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.server.seeing.notify import ALIVE, READY, STOPPING, Notifier
from tests.server.service import publish, service
from tests.world import stolen_passport


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """Yield what systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(20)
        yield listening


def environment(systemd: socket.socket, **more: str) -> dict[str, str]:
    """Return what systemd sets for a service."""
    return {"NOTIFY_SOCKET": systemd.getsockname()} | more


def test_a_word_reaches_systemd(systemd: socket.socket) -> None:
    """As one datagram."""
    Notifier(environment(systemd)).say(READY)

    assert systemd.recv(100) == b"READY=1"


def test_an_abstract_socket_is_one_too() -> None:
    """Where the name begins with @."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0screening-{os.getpid()}")
        Notifier({"NOTIFY_SOCKET": f"@screening-{os.getpid()}"}).say(STOPPING)

        assert listening.recv(100) == b"STOPPING=1"


def test_without_systemd_nothing_is_said() -> None:
    """Nor where nobody listens."""
    Notifier({}).say(READY)
    Notifier({"NOTIFY_SOCKET": "/nowhere/notify"}).say(READY)

    assert Notifier({}).alive() is None


def test_the_watchdog_is_told_three_times_as_often_as_it_waits(
    systemd: socket.socket,
) -> None:
    """At once, and then not before it is time."""
    notifier = Notifier(environment(systemd, WATCHDOG_USEC="900000"))
    began = time.monotonic()
    first, second = notifier.alive(), notifier.alive()

    assert systemd.recv(100) == ALIVE.encode()
    assert first == second
    assert first is not None
    assert 0.2 < first - began < 0.5
    systemd.setblocking(False)  # noqa: FBT003 -- as the standard library has it
    with pytest.raises(BlockingIOError):
        systemd.recv(100)


def test_a_watchdog_of_another_process_is_not_told(systemd: socket.socket) -> None:
    """WATCHDOG_PID says whose it is."""
    given = environment(systemd, WATCHDOG_USEC="900000", WATCHDOG_PID="1")

    assert Notifier(given).alive() is None


def test_a_service_tells_systemd_how_it_does(
    systemd: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready once it answers, alive again and again, stopping when it is told to."""
    for name, value in environment(systemd, WATCHDOG_USEC="300000").items():
        monkeypatch.setenv(name, value)
    data = tmp_path / "data"
    publish(data, stolen_passport())
    with service(data, tmp_path) as running:
        heard = [systemd.recv(100).decode() for _ in range(12)]
        running.signal(signal.SIGTERM)
        while heard[-1] != STOPPING:
            heard.append(systemd.recv(100).decode())

        assert running.process.wait(20) == 0
    assert heard.count(READY) == 1
    assert heard.count(ALIVE) >= 11
