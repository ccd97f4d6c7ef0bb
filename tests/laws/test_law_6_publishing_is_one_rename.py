"""Law 6. Publishing is one rename: the old generation or the new, never a half."""

import threading
from pathlib import Path

import pytest

from screening.storage import builder, feed_folder
from screening.storage.catalog import Catalog
from screening.storage.feed_folder import FeedFolder
from screening.storage.filter import Filter
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.table import ENTRIES
from screening.storage.verify import verify
from tests.processes import killed_often
from tests.storage.plain import FEED, folder_of, held, numbered, publish

KILLS = 24
LOADING = """
import sys
from pathlib import Path
from screening.storage.generation import Generation
from tests.storage.plain import folder_of, numbered, publish
data = Path(sys.argv[1])

def work():
    revision = Generation(folder_of(data)).state.revision
    while True:
        revision += 1
        publish(data, numbered(100 + revision), revision=revision)
        say(revision)
"""


def test_loaders_may_be_killed_at_any_instant(tmp_path: Path) -> None:
    """CURRENT always names a whole generation, at least the one acknowledged (R5).

    Meanwhile a reader in another process is always served a whole one, too.
    """
    publish(tmp_path, numbered(101))
    done, wrong = threading.Event(), list[str]()

    def read() -> None:
        catalog = Catalog(tmp_path)
        while not done.is_set():
            catalog.refresh()
            wrong.extend(catalog.problems)
            [generation] = catalog.serving("documents")
            with generation.view() as view:
                if len(list(view.everything(ENTRIES))) != 100 + view.state.revision:
                    wrong.append("a half")

    reader = threading.Thread(target=read)
    reader.start()
    kills = killed_often(LOADING, tmp_path, times=KILLS, within_s=0.08, seed=6)
    for acknowledged in kills:
        state = Generation(folder_of(tmp_path)).state

        assert state.revision - int(acknowledged[-1]) in (0, 1)
        assert len(held(tmp_path)) == 100 + state.revision
        assert scanned(folder_of(tmp_path)) == ""
    done.set()
    reader.join()
    publish(tmp_path, numbered(1), revision=10**6)

    assert wrong == []
    assert not list(FeedFolder(tmp_path, FEED).path.glob("*.partial"))
    assert len(FeedFolder(tmp_path, FEED).generations()) == 2
    assert all(finding.sound for finding in verify(tmp_path))


class Died(BaseException):
    """Stands for a kill -9 at a point in the code."""


POINTS = [
    (Filter, "write"),
    (builder, "write_state"),
    (builder, "write_manifest"),
    (builder, "sync_folder"),
    (feed_folder, "write_whole"),
]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("owner", "name"), [pytest.param(*point, id=point[1]) for point in POINTS]
)
def test_a_loader_that_dies_at_a_step_leaves_a_whole_generation(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    *,
    after: bool,
) -> None:
    """Before or after each step of seal and publish: old or new, and the next goes in."""
    publish(tmp_path, numbered(3))
    real = getattr(owner, name)

    def die(*arguments: object, **options: object) -> None:
        if after:
            real(*arguments, **options)
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, die)
        patched.setattr("shutil.rmtree", lambda *_a, **_o: None)
        with pytest.raises(Died):
            publish(tmp_path, numbered(5), revision=2)
    found = len(held(tmp_path)), scanned(folder_of(tmp_path))
    publish(tmp_path, numbered(7), revision=3)

    assert found == ((5 if after and name == "write_whole" else 3), "")
    assert len(held(tmp_path)) == 7
    assert all(finding.sound for finding in verify(tmp_path))
    assert not list(FeedFolder(tmp_path, FEED).path.glob("*.partial"))
