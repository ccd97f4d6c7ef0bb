"""The writer, killed at any moment: what it acknowledged is there, and nothing is torn."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from random import Random

import pytest

from screening.errors import NotWritten
from screening.index.documents import filing_key
from screening.ownership import Acknowledgement, Submission
from screening.server.writer_line import WriterLine
from screening.storage import change_journal
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from tests.server.owning import UTOPIA, encoded, passport, put, writer_process
from tests.server.service import FEED, publish, wait_until
from tests.world import stolen_passport

KILLS = 60
CHANGES = 50
SEED = 20_261_126


class Submitter:
    """Sends submission after submission, each of records of its own."""

    def __init__(self, data: Path, name: str) -> None:
        self.name = name
        self.acknowledged: dict[int, Acknowledgement] = {}
        self.sent = 0
        self.left = False
        self._line = WriterLine(data)

    def run(self) -> None:
        """Send until left; whatever happens to the writer, each is acknowledged."""
        for number in count():
            if self.left:
                return
            self.sent = number + 1
            sent = Submission(
                rights=UTOPIA,
                feed=FEED,
                request_id=f"{self.name}-{number}",
                rows=encoded(*map(put, self.rows(number))),
            )
            self.acknowledged[number] = self._line.submit(sent, time_left_s=60)

    def rows(self, number: int) -> list[dict[str, str]]:
        """Return what is put by submission *number*."""
        return [
            passport(n, record_id=f"{self.name}-{n}")
            for n in range(number * CHANGES, (number + 1) * CHANGES)
        ]


@contextmanager
def running(*submitters: Submitter) -> Iterator[None]:
    threads = [threading.Thread(target=each.run) for each in submitters]
    for thread in threads:
        thread.start()
    yield
    for each in submitters:
        each.left = True
    for thread in threads:
        thread.join()


def generation(data: Path) -> Generation:
    folder = FeedFolder(data, FEED)
    return Generation(folder.path / (folder.current() or ""))


@pytest.mark.timeout(400)
def test_sixty_kills_lose_nothing(tmp_path: Path) -> None:
    """0 acknowledged changes lost, 0 torn, 0 denied by the filter.

    The journal of each crash is whole, and every submission is made once.
    """
    publish(tmp_path, stolen_passport(), revision=1)
    held = generation(tmp_path)
    submitters = [Submitter(tmp_path, "A"), Submitter(tmp_path, "B")]
    random = Random(SEED)  # noqa: S311 -- for moments, not for secrets

    def acknowledged() -> int:
        return sum(len(each.acknowledged) for each in submitters)

    with ExitStack() as last, running(*submitters):
        for _ in range(KILLS):
            before = acknowledged()
            with writer_process(tmp_path) as process:
                wait_until(lambda b=before: acknowledged() > b)  # type: ignore[misc]
                time.sleep(random.uniform(0, 0.03))
                process.send_signal(signal.SIGKILL)
            assert scanned(held.folder) == ""
        last.enter_context(writer_process(tmp_path))
        for each in submitters:
            each.left = True
            wait_until(lambda s=each: len(s.acknowledged) == s.sent)  # type: ignore[misc]

    assert acknowledged() >= KILLS
    with held.view() as view:
        entries = list(change_journal.entries(view))
        assert view.state.records == 1 + CHANGES * acknowledged()
        for each in submitters:
            for number in each.acknowledged:
                for row in each.rows(number):
                    key = filing_key(row["document_number"], "UTO")
                    assert view.may_hold(key)
    made = {entry.request_id: entry for entry in entries}
    assert len(made) == len(entries) == acknowledged()
    assert [e.revision for e in entries] == list(range(2, 2 + len(entries)))
    for each in submitters:
        for number, answer in each.acknowledged.items():
            assert made[f"{each.name}-{number}"].revision == answer.revision
    assert scanned(held.folder) == ""


def test_a_writer_that_is_away_is_waited_for_as_long_as_there_is_time(
    tmp_path: Path,
) -> None:
    """Then it is said that nothing was acknowledged, and what to do."""
    publish(tmp_path, stolen_passport(), revision=1)
    sent = Submission(
        rights=UTOPIA, feed=FEED, request_id="1", rows=encoded(put(passport(1)))
    )

    with pytest.raises(NotWritten, match="with the same request_id"):
        WriterLine(tmp_path).submit(sent, time_left_s=0.3)
    with writer_process(tmp_path):
        assert WriterLine(tmp_path).submit(sent, time_left_s=10).puts == 1


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    """Two services on one folder: one of their writers writes, the other takes over."""
    publish(tmp_path, stolen_passport(), revision=1)
    line = WriterLine(tmp_path)

    def sent(number: int) -> Submission:
        rows = encoded(put(passport(number)))
        return Submission(rights=UTOPIA, feed=FEED, request_id=f"{number}", rows=rows)

    with ExitStack() as stack:
        first = stack.enter_context(writer_process(tmp_path))
        ready = threading.Event()

        def second() -> None:
            with writer_process(tmp_path):
                ready.set()
                done.wait()

        done = threading.Event()
        thread = threading.Thread(target=second)
        thread.start()
        assert line.submit(sent(1), time_left_s=10).revision == 2
        assert not ready.is_set()
        first.kill()
        assert line.submit(sent(2), time_left_s=20).revision == 3
        assert ready.wait(20)
        done.set()
        thread.join()


def test_a_deep_folder_is_no_matter(tmp_path: Path) -> None:
    """The system takes short paths of sockets only; a data folder may lie deep."""
    data = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6)
    data.mkdir(parents=True)
    publish(data, stolen_passport(), revision=1)
    rows = encoded(put(passport(1)))
    sent = Submission(rights=UTOPIA, feed=FEED, request_id="1", rows=rows)

    with writer_process(data):
        assert WriterLine(data).submit(sent, time_left_s=10).puts == 1
        assert (data / "writer.sock").stat().st_mode & 0o077 == 0


def test_told_to_stop_the_writer_makes_what_is_under_way(tmp_path: Path) -> None:
    """SIGTERM: it ends by itself, and what it began is acknowledged."""
    publish(tmp_path, stolen_passport(), revision=1)
    submitter = Submitter(tmp_path, "A")
    with writer_process(tmp_path) as process, running(submitter):
        wait_until(lambda: submitter.acknowledged)
        process.terminate()
        assert process.wait(10) == 0
        made = generation(tmp_path).state.revision - 1
        with writer_process(tmp_path):
            submitter.left = True
            wait_until(lambda: len(submitter.acknowledged) == submitter.sent)

    assert len(submitter.acknowledged) >= made
