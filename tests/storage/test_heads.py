"""The glance at a table's head pages: it never says "newest" of what is not."""

import os
from pathlib import Path

import pytest

from screening.errors import Misused
from screening.storage.generation import Generation
from screening.storage.heads import Heads
from screening.storage.table import Table
from tests.processes import outcome
from tests.storage.plain import change, folder_of, key, numbered, publish

PAGE = 4_096
APPLIED = """
import sys
from pathlib import Path
from tests.storage.plain import change, key
change(Path(sys.argv[1]), {key("NEW"): b"1"}, revision=2)
print("applied")
"""


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    publish(tmp_path, numbered(50))
    return Generation(folder_of(tmp_path))


def test_what_nobody_changed_is_the_newest(generation: Generation) -> None:
    """At once after opening: the pages are proved against the first transaction."""
    held = generation.newest()

    assert held is not None
    assert held.state == generation.state


def test_a_commit_is_seen_at_the_next_glance(
    generation: Generation, tmp_path: Path
) -> None:
    """Each of many deltas ends the proof, and the next view begins it again."""
    found = []
    for revision in range(2, 12):
        change(tmp_path, {key(f"N{revision}"): b""}, revision=revision)
        before = generation.newest()
        generation.view().__exit__(None, None, None)
        after = generation.newest()
        found.append((before, after and after.state.revision))

    assert found == [(None, revision) for revision in range(2, 12)]


def test_a_commit_of_another_process_is_seen(
    generation: Generation, tmp_path: Path
) -> None:
    """The pages are the file's, not the process's."""
    assert generation.newest() is not None
    assert outcome(APPLIED, tmp_path) == "applied"

    assert generation.newest() is None


def test_a_commit_that_is_not_finished_changes_nothing(
    generation: Generation, tmp_path: Path
) -> None:
    """Nor does one that is given up."""
    table = Table.open(folder_of(tmp_path) / "table.mdb")
    txn = table.begin(write=True)
    during = generation.newest()
    txn.abort()

    assert during is not None
    assert generation.newest() is during


@pytest.mark.parametrize("how", ["missing", "short", "of another kind", "behind"])
def test_pages_that_say_something_else_prove_nothing(
    generation: Generation, tmp_path: Path, how: str
) -> None:
    """Whatever transaction is asked about, there may be a newer one."""
    content = (folder_of(tmp_path) / "table.mdb").read_bytes()[: 2 * PAGE]
    held = generation.newest()
    assert held is not None
    path = tmp_path / "heads"
    if how == "short":
        path.write_bytes(content[:PAGE])
    elif how == "of another kind":
        path.write_bytes(content.replace(b"\xde\xc0\xef\xbe", b"\xef\xbe\xad\xde"))
    elif how == "behind":
        path.write_bytes(content)
    heads = Heads(path, page_bytes=PAGE)
    at, bound = heads.proof(held.txn_id + (how == "behind"))

    assert not heads.words[at] < bound


def test_the_pages_as_they_are_prove_it(generation: Generation, tmp_path: Path) -> None:
    """The same steps on the real file: so the ones above fail for their reason."""
    held = generation.newest()
    assert held is not None
    heads = Heads(folder_of(tmp_path) / "table.mdb", page_bytes=PAGE)
    at, bound = heads.proof(held.txn_id)

    assert heads.words[at] < bound


def test_a_forked_child_is_told_nothing(generation: Generation) -> None:
    """It must open a view, and is refused there: LMDB must not cross a fork (R25)."""
    child = os.fork()
    if child == 0:  # pragma: no cover  # another process
        refused = False
        try:
            if generation.newest() is None:
                generation.view()
        except Misused:
            refused = True
        os._exit(refused)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 1
    assert generation.newest() is not None
