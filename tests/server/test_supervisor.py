import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import grpc
import pytest

from screening.client import ScreeningClient
from screening.config import Config
from screening.errors import AddressRefused, CertificateRefused
from screening.queries import Answer, Asked, DocumentQuery
from screening.server.address import checked, kept
from screening.server.supervisor import serve
from screening.server.worker_line import from_line, to_line
from screening.tls import ClientTls
from screening.v1 import records_pb2, screening_pb2, screening_pb2_grpc
from tests.access.registers import table, written
from tests.certificates import Pki, channel_as, harbour
from tests.server.service import Service, is_alive, publish, service, wait_until
from tests.server.test_app import QUESTION, stub_of
from tests.world import stolen_passport

QUERY = DocumentQuery(document_number="L898902C3", issuing_state="UTO")


QUESTIONS = 200
AT_THE_BORDER = Asked(purpose="BORDER_CHECK")
WITH_PURPOSE = screening_pb2.ScreenDocumentRequest(
    document=QUESTION.document,
    asked=records_pb2.Asked(purpose=AT_THE_BORDER.purpose),
)


def registered(folder: Path) -> Path:
    """Return a register that has the caller of `Pki`."""
    file = folder / "callers.toml"
    file.write_bytes(written([table(harbour())]))
    return file


def woken(pid: int, name: str) -> dict[str, int]:
    """Return how often each thread of that name in the process has been woken."""
    found: dict[str, int] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            status = (task / "status").read_text()
            found[task.name] = int(
                status.partition("\nvoluntary_ctxt_switches:")[2].split()[0]
            )
    return found


class Asking:
    """Asks without pause, on a thread of its own, and counts."""

    def __init__(self, address: str) -> None:
        self.answers: list[int] = []
        """The revision that answered, question by question."""
        self.errors: list[Exception] = []
        self._address = address
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Self:
        self._thread.start()
        wait_until(lambda: len(self.answers) > 20)
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def _ask(self) -> None:
        with ScreeningClient(self._address, timeout_s=10.0) as client:
            while not self._enough.is_set():
                try:
                    screening = client.screen_document(QUERY)
                except Exception as error:  # noqa: BLE001 -- counted, not expected
                    self.errors.append(error)
                else:
                    self.answers.append(screening.searched[0].revision)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of this test's own, with a stolen passport at revision 1."""
    folder = tmp_path / "data"
    publish(folder, stolen_passport(), revision=1)
    return folder


@pytest.fixture
def running(data: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of two workers."""
    with service(data, tmp_path, workers=2) as running:
        yield running


def test_a_service_says_where_it_is_served(running: Service) -> None:
    """One line tells address, workers and process, once every worker answers."""
    pid = running.process.pid
    with ScreeningClient(running.address, timeout_s=10.0) as client:
        answer = client.screen_document(QUERY).answer
        workers = client.status().workers

    assert running.line.startswith("screening is served on 127.0.0.1:")
    assert running.line.endswith(
        f" by 2 workers (pid {pid}), to this machine only: without TLS"
    )
    assert answer is Answer.HIT
    assert workers == 2


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        ("supervisor", ("grpc", "google", "lmdb", "numpy", "polars", "cryptography")),
        (
            "worker",
            ("polars", "typer", "rich", "matplotlib", "zstandard"),
        ),
    ],
)
def test_a_start_waits_for_nothing_it_does_not_need(
    module: str, spared: tuple[str, ...]
) -> None:
    """Each import is a part of the second within which a service answers."""
    code = (
        f"import sys, screening.server.{module}\n"
        f"print([name for name in {spared!r} if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )

    assert loaded.stdout.strip() == "[]"


def test_grpc_passes_no_call_around_in_a_worker(data: Path, tmp_path: Path) -> None:
    """Its engine's threads sleep while questions are answered, and it knows the flag.

    The best of three times: timers wake them too, the more, the longer it takes.
    """
    wakes = []
    with service(data, tmp_path) as running:
        (worker,) = running.workers()
        with ScreeningClient(running.address, timeout_s=10.0) as client:
            client.screen_document(QUERY)
            for _ in range(3):
                before = woken(worker, "event_engine")
                for _ in range(QUESTIONS):
                    client.screen_document(QUERY)
                after = woken(worker, "event_engine")
                wakes.append(sum(after.values()) - sum(before.values()))
        log = running.log

    assert len(after) > 0
    assert min(wakes) < QUESTIONS
    assert "experiment" not in log


def test_a_killed_worker_is_replaced_and_clients_go_on(running: Service) -> None:
    """Losing a worker costs a repeated call, not a failed one."""
    before = running.workers()
    with Asking(running.address) as asking:
        for replaced, pid in enumerate(before, start=1):
            os.kill(pid, signal.SIGKILL)
            running.wait_for_ready(2 + replaced)
        asked = len(asking.answers)
        wait_until(lambda: len(asking.answers) > asked + 20)

    assert asking.errors == []
    assert not set(before) & set(running.workers())
    assert "worker died and is replaced" in running.log


def test_a_new_generation_is_served_without_a_failed_call(
    running: Service, data: Path
) -> None:
    """What is published is picked up within a second, while questions go on."""
    with Asking(running.address) as asking:
        publish(data, stolen_passport(), revision=2)
        published_at = time.monotonic()
        wait_until(lambda: asking.answers[-1] == 2)
        noticed_after_s = time.monotonic() - published_at

    assert asking.errors == []
    assert sorted(asking.answers) == asking.answers
    assert noticed_after_s < 1.0


def test_a_stop_loses_no_question_in_flight(running: Service) -> None:
    """SIGTERM: what was being answered is answered, and the exit code is 0."""
    with Asking(running.address) as asking:
        running.signal(signal.SIGTERM)
        code = running.process.wait(15.0)
        wait_until(lambda: asking.errors)

    assert code == 0
    assert {type(error).__name__ for error in asking.errors} == {"Unreachable"}
    assert "killed" not in running.log


def test_a_worker_told_to_stop_loses_no_call(running: Service) -> None:
    """A rolling restart, worker by worker, is not noticed by who asks."""
    with Asking(running.address) as asking:
        for replaced, pid in enumerate(running.workers(), start=1):
            os.kill(pid, signal.SIGTERM)
            running.wait_for_ready(2 + replaced)

    assert asking.errors == []


def test_an_open_lane_does_not_hold_up_a_stop(running: Service) -> None:
    """An idle lane is ended at once, long before the grace is over."""
    with (
        ScreeningClient(running.address, timeout_s=5.0) as client,
        client.lane() as lane,
    ):
        lane.screen_document(QUERY)
        began = time.monotonic()
        running.signal(signal.SIGTERM)
        code = running.process.wait(15.0)

    assert code == 0
    assert time.monotonic() - began < 2.0


def test_workers_do_not_outlive_their_supervisor(running: Service) -> None:
    """A supervisor that is killed takes its workers along, within a second or so."""
    workers = running.workers()
    running.process.kill()
    began = time.monotonic()
    wait_until(lambda: not any(map(is_alive, workers)))

    assert time.monotonic() - began < 3.0


def test_a_second_signal_ends_at_once(data: Path, tmp_path: Path) -> None:
    """Who cannot wait for the grace asks again."""
    with service(data, tmp_path, grace_s=60.0) as running:
        (worker,) = running.workers()
        os.kill(worker, signal.SIGSTOP)  # it will not end by itself
        running.signal(signal.SIGINT)
        wait_until(lambda: "stopping signal=SIGINT" in running.log)
        running.signal(signal.SIGINT)
        code = running.process.wait(15.0)

        assert code == 1
        assert not is_alive(worker)


def test_a_worker_that_dies_young_is_replaced_after_a_pause(
    data: Path, tmp_path: Path
) -> None:
    """The pause grows from death to death, and no worker is given up."""
    with service(data, tmp_path) as running:
        for deaths in (1, 2, 3):
            (worker,) = running.workers()
            os.kill(worker, signal.SIGKILL)
            running.wait_for_ready(1 + deaths)
        pauses = [line.rpartition("=")[2] for line in running.log.splitlines()]

    assert [pause for pause in pauses if pause in {"0.1", "0.2", "0.4"}] == [
        "0.1",
        "0.2",
        "0.4",
    ]


def test_a_worker_that_takes_too_much_memory_is_replaced(
    data: Path, tmp_path: Path
) -> None:
    """It is said, and another one comes; one that takes what is usual stays."""
    with service(data, tmp_path, worker_memory_max=1 << 20) as greedy:
        greedy.wait_for_ready(3)
        log = greedy.log
    with service(data, tmp_path) as usual:
        first = usual.workers()
        time.sleep(2.5)  # it is looked at every second
        last = usual.workers()

    assert log.count("worker takes too much memory and is replaced") >= 2
    assert "max_mib=1" in log
    assert first == last


def test_a_service_without_a_feed_starts(tmp_path: Path) -> None:
    """The first load may come later: it is picked up without a restart."""
    data = tmp_path / "new" / "data"
    with (
        service(data, tmp_path) as running,
        ScreeningClient(running.address, timeout_s=10.0) as client,
    ):
        feeds_before = client.status().feeds
        publish(data, stolen_passport())
        wait_until(lambda: client.status().feeds)

        assert feeds_before == ()
        assert client.screen_document(QUERY).answer is Answer.HIT


def test_an_address_in_use_is_refused(running: Service, data: Path) -> None:
    """Two services on one port would share its calls without a word."""
    port = int(running.address.rpartition(":")[2])

    with pytest.raises(AddressRefused, match="running there already"):
        serve(Config(data=data, port=port), announce=pytest.fail)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])  # noqa: S104
def test_other_than_loopback_is_refused(tmp_path: Path, host: str) -> None:
    """Without authentication nobody but this machine may ask."""
    with pytest.raises(AddressRefused, match="loopback"):
        serve(Config(data=tmp_path, host=host), announce=pytest.fail)


def test_with_tls_any_address_goes(data: Path, tmp_path: Path) -> None:
    """Every worker knows callers by their certificates, and nothing is said of loopback."""
    pki = Pki(tmp_path)
    certificate, key = pki.caller().write(tmp_path, "harbour")
    with service(
        data,
        tmp_path,
        workers=2,
        host="0.0.0.0",  # noqa: S104
        tls=pki.tls(),
        register=registered(tmp_path),
    ) as running:
        port = running.address.rpartition(":")[2]
        shown = ClientTls(certificate=certificate, key=key, roots=pki.roots)
        with ScreeningClient(f"127.0.0.1:{port}", timeout_s=10.0, tls=shown) as client:
            answer = client.screen_document(QUERY, AT_THE_BORDER).answer

    assert answer is Answer.HIT
    assert running.line.startswith("screening is served on 0.0.0.0:")
    assert running.line.endswith(f" by 2 workers (pid {running.process.pid})")


def test_a_revoked_caller_is_out_of_every_worker(data: Path, tmp_path: Path) -> None:
    """Within seconds, whichever worker its connection leads to."""
    pki = Pki(tmp_path)
    shown = pki.caller()
    with (
        service(
            data, tmp_path, workers=2, tls=pki.tls(), register=registered(tmp_path)
        ) as running,
        ExitStack() as on,
    ):
        port = int(running.address.rpartition(":")[2])
        stubs = [
            stub_of(on.enter_context(channel_as(shown, port, pki.roots)))
            for _ in range(8)
        ]
        for stub in stubs:
            stub.ScreenDocument(WITH_PURPOSE, timeout=10.0)
        pki.authority.revoke(shown.serial)
        began = time.monotonic()
        wait_until(lambda: all(map(_is_refused, stubs)))

    assert time.monotonic() - began < 10.0


def _is_refused(stub: screening_pb2_grpc.ScreeningServiceStub) -> bool:
    try:
        stub.ScreenDocument(WITH_PURPOSE, timeout=10.0)
    except grpc.RpcError as error:
        ended: Any = error
        assert ended.code() is grpc.StatusCode.UNAUTHENTICATED
        return True
    return False


def test_a_bad_certificate_is_said_before_a_worker_starts(
    data: Path, tmp_path: Path
) -> None:
    """By the file, and not by a worker that died."""
    pki = Pki(tmp_path)
    tls = pki.tls(key=tmp_path / "none.key")
    with pytest.raises(CertificateRefused, match=r"none\.key: cannot be read"):
        serve(Config(data=data, port=0, tls=tls), announce=pytest.fail)


def test_a_service_that_cannot_shut_out_says_so(data: Path, tmp_path: Path) -> None:
    """Without a list of revoked certificates nobody is out before it expires."""
    tls = Pki(tmp_path).tls(revoked=None)
    with service(data, tmp_path, tls=tls) as running:
        assert "no list of revoked certificates" in running.log


@pytest.mark.parametrize("host", ["no such host", "host.invalid"])
def test_a_name_that_stands_for_no_address_is_refused(
    data: Path, tmp_path: Path, host: str
) -> None:
    """It is named, and the cure."""
    tls = Pki(tmp_path).tls()
    with pytest.raises(AddressRefused, match="stands for no address; listen on"):
        serve(Config(data=data, host=host, tls=tls), announce=pytest.fail)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")],
)
def test_loopback_has_several_names(host: str, expected: str) -> None:
    """The name and both families are taken."""
    assert checked(host, tls=False) == expected


def test_a_port_is_kept() -> None:
    """Port 0 becomes a port, which no second service can keep."""
    with kept("127.0.0.1", 0) as port:
        assert port > 0

        with pytest.raises(AddressRefused), kept("127.0.0.1", port):
            pass


def test_a_port_that_is_none_is_refused() -> None:
    """A number beyond all ports is told in words."""
    with pytest.raises(AddressRefused, match="no such port"), kept("127.0.0.1", 70_000):
        pass


def test_workers_that_cannot_start_end_the_service(tmp_path: Path) -> None:
    """A service that cannot even begin says so, instead of trying for ever."""
    blocked = tmp_path / "data"
    blocked.mkdir()
    (blocked / "journal").write_text("a file where a folder should be")
    with pytest.raises(AssertionError), service(blocked, tmp_path):
        pass

    assert "ended before it was ready" in (tmp_path / "service.log").read_text()


def test_a_config_survives_the_pipe(tmp_path: Path) -> None:
    """A worker runs by the very bounds its supervisor was given."""
    tls = Pki(tmp_path).tls(revoked=None)
    config = replace(Config(data=tmp_path), workers=3, grace_s=0.5, tls=tls)

    assert from_line(to_line(config)) == config


def test_no_process_is_left_behind() -> None:
    """The tests above have ended what they started."""
    ours = f"PPid:\t{os.getpid()}\n"
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may end while we look
            if ours in (process / "status").read_text():
                left.append((process / "cmdline").read_bytes())

    assert not [command for command in left if b"screening.server" in command]
