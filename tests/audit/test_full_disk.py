"""A disk that fills up: no answers from then on, and a sound journal once there is room."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.audit import journal_folder
from screening.audit.history import history
from tests.audit.journals import keyed, wrong
from tests.processes import outcome

FILLING = """
import resource, signal, sys
from pathlib import Path
from tests.audit.journals import NOW, ask
from screening.audit import Audit
from screening.errors import NotRecorded
data, limit = Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
refused = answered = 0
with Audit(data, now=lambda: NOW, interval_s=0.001) as audit:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    for n in range(400):
        try:
            ask(audit, names=("feeds/lost/documents/A1",) if n % 7 == 0 else ())
            answered += 1
        except NotRecorded:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    for each in data.glob("ballast"):
        each.unlink()
    ask(audit)
print(answered, refused)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 256 KiB, nearly full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("limit", [3_000, 10_000, 40_001])
def test_a_file_that_may_not_grow_stops_answers(tmp_path: Path, limit: int) -> None:
    """What was answered is in the journal, what was refused is not; then it goes on."""
    data = tmp_path / "data"
    keyed(data)
    answered, refused = map(int, outcome(FILLING, data, limit).split())

    assert refused > 100
    assert len(list(history(journal_folder(data)))) == answered + 1
    assert wrong(data) == []


def test_a_full_disk_stops_answers(small_disk: Path) -> None:
    """Checkpoints and entries alike want room; with room again all is well."""
    keyed(small_disk)
    (small_disk / "ballast").write_bytes(bytes(150 << 10))
    answered, refused = map(int, outcome(FILLING, small_disk, 0).split())

    assert answered > 0
    assert refused > 0
    assert len(list(history(journal_folder(small_disk)))) == answered + 1
    assert wrong(small_disk) == []
