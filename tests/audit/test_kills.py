"""Processes that record and are killed at any instant: nothing durable is lost, all proves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from screening.audit import Audit, journal_folder
from screening.audit.history import history
from screening.storage.chain import chains
from tests.audit.journals import NEVER_S, NOW, ask, audit_of, keyed, wrong
from tests.processes import killed_often, running, said

KILLS = 60
RECORDING = """
import sys
from pathlib import Path
from tests.audit.journals import NOW, ask
from screening.audit import Audit
from screening.queries import Asked
data = Path(sys.argv[1])

def work():
    import os
    import threading
    with Audit(data, now=lambda: NOW, interval_s=0.002, segment_bytes=4_000) as audit:
        def questions(which):
            n = 0
            while True:
                n += 1
                name = f"{os.getpid()}-{which}-{n}"
                names = ("feeds/lost/documents/A1",) if n % 5 == 0 else ()
                ask(audit, names=names, asked=Asked(request_id=name))
                say(name)
        for which in range(2):
            threading.Thread(target=questions, args=(which,), daemon=True).start()
        threading.Event().wait()
"""


def known(data: Path) -> set[str]:
    return {told.what.core.request_id for told in history(journal_folder(data))}


@pytest.mark.timeout(300)
def test_sixty_kills_lose_nothing_and_every_journal_proves(tmp_path: Path) -> None:
    """In the middle of entries, checkpoints, rotations, the file beside: all stays sound."""
    data = tmp_path / "data"
    keyed(data)
    acknowledged = set[str]()
    for names in killed_often(RECORDING, data, times=KILLS, within_s=0.06, seed=5):
        acknowledged.update(names)
        assert wrong(data) == []
    found = known(data)

    assert len(acknowledged) > KILLS
    assert acknowledged <= found
    assert len(found - acknowledged) <= 2 * KILLS
    with audit_of(data) as audit:
        ask(audit)
    assert wrong(data) == []
    assert [chain.name for chain in chains(journal_folder(data))] == ["chain-0000"]


MANY = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tests.audit.journals import NOW, ask
from screening.audit import Audit
from screening.queries import Asked
data, name = Path(sys.argv[1]), sys.argv[2]
with Audit(data, now=lambda: NOW, interval_s=0.01, segment_bytes=20_000) as audit:
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(4) as pool:
        for n in range(400):
            pool.submit(ask, audit, asked=Asked(request_id=f"{name}-{n}"))
print("done", flush=True)
"""


def test_many_processes_and_threads_record_at_once(tmp_path: Path) -> None:
    """Four of each: every question once, each chain proved, each a witness of others."""
    data = tmp_path / "data"
    unsealing = keyed(data)
    with ExitStack() as stack:
        processes = [stack.enter_context(running(MANY, data, n)) for n in range(4)]
        assert [said(process) for process in processes] == ["ready"] * 4
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        assert [said(process) for process in processes] == ["done"] * 4
    told = list(history(journal_folder(data), unsealing=unsealing))

    assert sorted(each.what.core.request_id for each in told) == sorted(
        f"{process}-{n}" for process in range(4) for n in range(400)
    )
    assert len(chains(journal_folder(data))) == 4
    assert wrong(data) == []


@pytest.fixture
def proving(tmp_path: Path) -> Iterator[tuple[Path, Audit]]:
    data = tmp_path / "data"
    keyed(data)
    with Audit(data, now=lambda: NOW, interval_s=NEVER_S, segment_bytes=5_000) as audit:
        yield data, audit


def test_a_journal_is_proved_while_it_is_written(proving: tuple[Path, Audit]) -> None:
    """Entries, checkpoints and segments come meanwhile: none of it is called damage."""
    data, audit = proving
    with audit_of(data, segment_bytes=5_000) as other, ThreadPoolExecutor(1) as pool:

        def write() -> None:
            for _ in range(150):
                ask(audit, 2)
                ask(other, 2)
                audit._upkeep.turn("scheduled")  # noqa: SLF001 -- instead of a minute
                other._upkeep.turn("scheduled")  # noqa: SLF001

        writing = pool.submit(write)
        while not writing.done():
            assert wrong(data) == []
        writing.result()
