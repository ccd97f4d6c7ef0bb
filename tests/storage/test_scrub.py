"""What opening cannot see, reading through finds, and takes out of service."""

import subprocess
import sys
from pathlib import Path

from screening.storage.catalog import Catalog
from screening.storage.scrub import Scrub
from tests.holding import hold
from tests.world import stolen_passport


def _spoilt(table_file: Path) -> None:
    """Change one value behind the back of state and digest."""
    spoil = f"""
from pathlib import Path
from screening.storage.table import ENTRIES, Table
from tests.storage.plain import in_blocks
table = Table.open(Path({str(table_file)!r}))
with table.reading() as txn:
    key = next(iter(txn.cursor(db=table.databases[ENTRIES])))[0]
in_blocks(table, {{key: b"1Ap" + b"~" * 12}})
"""
    subprocess.run([sys.executable, "-c", spoil], check=True)


def test_a_value_that_rotted_is_found_and_the_generation_marked(
    tmp_path: Path,
) -> None:
    """The catalog opens it without suspicion; the scrub reads it all."""
    hold(tmp_path, [stolen_passport()])
    hold(tmp_path, [stolen_passport()], revision=2)
    _spoilt(tmp_path / "feeds/lost/gen-000002/table.mdb")
    catalog = Catalog(tmp_path)
    assert catalog.serving("documents")[0].name == "gen-000002"

    found = Scrub(tmp_path).look()

    assert found == ["lost gen-000002"]
    assert catalog.refresh()
    assert catalog.serving("documents")[0].name == "gen-000001"


def test_sound_data_is_read_once_and_again_when_doubted(tmp_path: Path) -> None:
    """Nothing is marked; a doubt makes it look again."""
    hold(tmp_path, [stolen_passport()])
    scrub = Scrub(tmp_path)
    assert scrub.look() == []
    _spoilt(tmp_path / "feeds/lost/gen-000001/table.mdb")
    assert scrub.look() == []

    scrub.doubt()

    assert scrub.look() == ["lost gen-000001"]


def test_a_damaged_filter_is_no_ground_to_take_a_table_out(tmp_path: Path) -> None:
    """The table answers without it."""
    hold(tmp_path, [stolen_passport()])
    (tmp_path / "feeds/lost/gen-000001/filter.bloom").write_bytes(b"garbage")

    assert Scrub(tmp_path).look() == []


def test_a_stopped_scrub_marks_nothing(tmp_path: Path) -> None:
    """A look that was ended knows nothing."""
    hold(tmp_path, [stolen_passport()])
    _spoilt(tmp_path / "feeds/lost/gen-000001/table.mdb")
    scrub = Scrub(tmp_path)
    scrub.stop()

    assert scrub.look() == []
