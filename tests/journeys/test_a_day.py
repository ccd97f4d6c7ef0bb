"""A day and a night at a checkpoint: feeds, changes, kills and damage, while it asks.

Public doors only: the command line, and the client over gRPC, with real processes.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from screening.client import ScreeningClient
from screening.errors import ScreeningError
from screening.queries import Answer, DocumentQuery
from tests.cli.feeds import delivered
from tests.cli.shell import COMMAND, ROOT, environment, screening, served
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3

WAIT_S = 20.0
KILLS = 5
REPORTED = DocumentQuery(document_number="NEW123", issuing_state="UTO")
_NEW = {
    "op": "put",
    "record_id": "UTO-N",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_type": "passport",
    "document_number": "NEW123",
    "status": "lost",
}
_GONE = {
    "op": "withdraw",
    "record_id": "UTO-N",
    "owner": "UTO",
    "issuing_state": "UTO",
    "document_number": "NEW123",
}


class Gate:
    """A gate that never stops asking about a listed and a clean document."""

    def __init__(self, address: str) -> None:
        self.client = ScreeningClient(address, timeout_s=10)
        self.asked = 0
        self.wrong: list[str] = []
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._ask_on)
        self._thread.start()

    def _ask_on(self) -> None:
        while not self._closed.is_set():
            try:
                answers = (
                    self.client.screen_mrz(ERIKSSON_TD3).answer,
                    self.client.screen_mrz(ERIKSSON_TD1).answer,
                )
            except ScreeningError as error:
                self.wrong.append(repr(error))
                continue
            self.asked += 2
            if answers != (Answer.HIT, Answer.NO_RECORD):
                self.wrong.append(repr(answers))

    def until(self, expected: Callable[[ScreeningClient], bool]) -> None:
        """Wait until what a client sees is as *expected*."""
        deadline = time.monotonic() + WAIT_S
        while not expected(self.client):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def close(self) -> None:
        """Stop asking."""
        self._closed.set()
        self._thread.join()
        self.client.close()


@contextmanager
def gate(data: Path) -> Iterator[Gate]:
    """Serve *data* by two workers and have a gate ask all the while."""
    with served(data, "--workers", "2") as address:
        asking = Gate(address)
        try:
            yield asking
        finally:
            asking.close()


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of deliveries: snapshots at revisions 1, 3 and 4."""
    folder = tmp_path_factory.mktemp("deliveries")
    for revision in (1, 3, 4):
        made = ["tools/make_feed.py", "--records", "30000", "--feed", "lost"]
        made += ["--revision", str(revision), "--out", str(folder / f"{revision}.csv")]
        subprocess.run([COMMAND[0], *made], cwd=ROOT, check=True, capture_output=True)
    return folder


def revision_is(number: int) -> Callable[[ScreeningClient], bool]:
    """Return whether the service answers from revision *number*."""
    return lambda client: (
        client.screen_document(REPORTED).searched[0].revision == number
    )


def answer_is(answer: Answer) -> Callable[[ScreeningClient], bool]:
    """Return whether the document reported during the day is answered so."""
    return lambda client: client.screen_document(REPORTED).answer is answer


def workers(data: Path) -> list[int]:
    """Return the process ids of the workers that have a table of *data* open."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may end while we look
            is_worker = b"screening.server.worker" in (process / "cmdline").read_bytes()
            if is_worker and f"{data}/feeds/lost/" in (process / "maps").read_text():
                found.append(int(process.name))
    return found


def is_replaced(data: Path, victim: int) -> Callable[[ScreeningClient], bool]:
    """Return whether another worker has taken the place of *victim*."""

    def look(_client: ScreeningClient) -> bool:
        alive = workers(data)
        return len(alive) == 2 and victim not in alive

    return look


def test_a_gate_asks_through_deltas_snapshots_kills_and_rollback(
    feeds: Path, tmp_path: Path
) -> None:
    """No call fails and no answer is wrong, whatever happens behind the door."""
    data = tmp_path / "data"
    assert screening("load", feeds / "1.csv", "--data", data).code == 0
    put = delivered(
        tmp_path / "put.csv", [_NEW], kind="delta", revision=2, base_revision=1
    )
    gone = delivered(
        tmp_path / "gone.csv", [_GONE], kind="delta", revision=5, base_revision=4
    )
    with gate(data) as asking:
        assert screening("apply", put, "--data", data).code == 0
        asking.until(answer_is(Answer.HIT))
        assert screening("load", feeds / "3.csv", "--data", data).code == 0
        asking.until(revision_is(3))
        assert answer_is(Answer.NO_RECORD)(asking.client)
        for _ in range(KILLS):
            victim = workers(data)[0]
            os.kill(victim, signal.SIGKILL)
            asking.until(is_replaced(data, victim))
        assert screening("load", feeds / "4.csv", "--data", data).code == 0
        asking.until(revision_is(4))
        assert screening("apply", gone, "--data", data).code == 0
        asking.until(revision_is(5))
        assert screening("rollback", "--feed", "lost", "--data", data).code == 0
        asking.until(revision_is(3))
        assert screening("verify", "--data", data).code == 0

    assert asking.wrong == []
    assert asking.asked > 50


def test_a_loader_killed_at_any_time_leaves_one_whole_generation(
    feeds: Path, tmp_path: Path
) -> None:
    """Whenever kill -9 comes, what is served is one revision or the other, and sound."""
    data = tmp_path / "data"
    assert screening("load", feeds / "1.csv", "--data", data).code == 0
    for delay_s in (0.2, 0.5, 0.7, 0.9, 1.1, 1.3):
        with subprocess.Popen(
            [*COMMAND, "load", str(feeds / "3.csv"), "--data", str(data)],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as loader:
            time.sleep(delay_s)  # the moment of the kill is what is tried
            loader.send_signal(signal.SIGKILL)
        checked = screening("check", "--data", data, "--mrz", "".join(ERIKSSON_TD3))

        assert checked.code == 3
    assert screening("verify", "--data", data).code == 0
    assert screening("load", feeds / "4.csv", "--data", data).code == 0
    assert not list(data.glob("feeds/lost/*.partial"))


def test_a_damaged_filter_is_passed_over_and_said(feeds: Path, tmp_path: Path) -> None:
    """Every answer stays right, from the table; status and verify tell the operator."""
    data = tmp_path / "data"
    screening("load", feeds / "1.csv", "--data", data)
    [filter_file] = data.glob("feeds/lost/*/filter.bloom")
    damaged = bytearray(filter_file.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    filter_file.write_bytes(damaged)
    with gate(data) as asking:
        asking.until(lambda _client: asking.asked > 10)
        status = asking.client.status()

    assert asking.wrong == []
    assert "filter" in status.feeds[0].degraded
    assert screening("verify", "--data", data).code == 1


def test_a_damaged_table_gives_way_to_the_generation_before(
    feeds: Path, tmp_path: Path
) -> None:
    """The newest generation is garbage: the one before answers, and it is said."""
    data = tmp_path / "data"
    for revision in (1, 3):
        screening("load", feeds / f"{revision}.csv", "--data", data)
    newest = max(data.glob("feeds/lost/gen-*"))
    (newest / "table.mdb").write_bytes(b"garbage" * 10_000)
    with gate(data) as asking:
        asking.until(lambda _client: asking.asked > 10)
        status = asking.client.status()

    assert asking.wrong == []
    assert status.feeds[0].revision == 1
    assert any("is served instead" in problem for problem in status.problems)
    assert screening("verify", "--data", data).code == 1
