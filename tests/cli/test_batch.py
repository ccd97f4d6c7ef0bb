"""`batch`: a manifest in, those with a record out."""

import csv
import io
from pathlib import Path

import pytest

from screening.cli.batching import CHUNK_ITEMS_MAX
from tests.cli.feeds import CARD, STOLEN, delivered
from tests.cli.shell import screening
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3

HEADER = "document_number,issuing_state,flight\n"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "passengers.csv"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    return file


def test_hits_as_csv(loaded: Path, tmp_path: Path) -> None:
    """A row for each hit: which item, how it matched, what to do. Ends with 3."""
    file = written(
        tmp_path, f"{HEADER}D23145890,UTO,1\nL898902C3,UTO,1\nX0001500,UTO,2\n"
    )
    ended = screening("batch", file, "--data", loaded)
    first, second = csv.DictReader(io.StringIO(ended.out))

    assert ended.code == 3
    assert first == {
        "index": "1",
        "line": "3",
        "answer": "HIT",
        "match": "EXACT",
        "feed": "lost",
        "name": "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1",
        "status": "stolen",
        "document_number": "L898902C3",
        "advice": "CONFIRM_WITH_ISSUER",
        "error": "",
        "cut": "",
        "score": "",
        "note": "",
    }
    assert second["match"] == "SERIES"
    assert "asked about 3 documents: 2 hits, 0 possible, 0 not looked up" in ended.err
    assert "searched lost (documents), revision 1" in ended.err


def test_json_holds_all_that_was_said(loaded: Path, tmp_path: Path) -> None:
    """One object: hits, errors, what was searched, how many were asked."""
    file = written(tmp_path, f"{HEADER}L898902C3,UTO,1\n,UTO,1\n")
    ended = screening("batch", file, "--data", loaded, "--json")
    told = ended.json

    assert ended.code == 3
    assert set(told) == {"hits", "errors", "searched", "asked"}
    assert told["asked"] == 2
    assert told["hits"][0]["record"]["record_id"] == "UTO-1"
    assert told["errors"][0]["index"] == 1
    assert told["errors"][0]["line"] == 3
    assert told["errors"][0]["field"] == "document_number"
    assert told["searched"][0]["feed"] == "lost"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with thirty records under one number."""
    folder = tmp_path_factory.mktemp("crowded")
    rows = [STOLEN | {"record_id": f"UTO-{number}"} for number in range(30)]
    lost = delivered(folder / "lost.csv", [*rows, CARD])
    assert screening("load", lost, "--data", folder / "data").code == 0
    return folder / "data"


def test_more_records_than_are_shown_is_said(crowded: Path, tmp_path: Path) -> None:
    """Thirty records are five rows: each says that there are more, and so does a line."""
    file = written(tmp_path, f"{HEADER}AB123456,UTO,1\nL898902C3,UTO,1\n")
    as_csv = screening("batch", file, "--data", crowded)
    as_json = screening("batch", file, "--data", crowded, "--json")
    rows = list(csv.DictReader(io.StringIO(as_csv.out)))

    assert [row["cut"] for row in rows] == ["", *["more"] * 5]
    assert [hit.get("cut") for hit in as_json.json["hits"]] == [None, *[True] * 5]
    assert as_csv.err.count("more records matched") == 1
    assert "line 3: more records matched than are shown\n" in as_csv.err
    assert as_csv.code == as_json.code == 3


@pytest.mark.parametrize("layout", ["mrz", "mrz1,mrz2,mrz3", "lines"])
def test_zones_in_every_layout(loaded: Path, tmp_path: Path, layout: str) -> None:
    """Zones come in one column, in several, or as lines in pairs and threes."""
    zones = (ERIKSSON_TD1, ERIKSSON_TD3)
    if layout == "lines":
        text = "\n".join(line for zone in zones for line in (*zone, ""))
    elif layout == "mrz":
        text = "mrz\n" + "".join(f"{''.join(zone)}\n" for zone in zones)
    else:
        text = f"{layout}\n" + "".join(f"{','.join(zone)}\n" for zone in zones)
    ended = screening("batch", written(tmp_path, text), "--data", loaded, "--json")

    assert ended.code == 3
    assert ended.json["errors"] == []
    assert [hit["document_number"] for hit in ended.json["hits"]] == ["L898902C3"]


def test_only_possible_matches_end_with_4(loaded: Path, tmp_path: Path) -> None:
    """A zone whose digit fails, and whose look-alike is listed, is possible only."""
    misread = "L8989O2C36UTO7408122F1204159ZE184226B<<<<<10"
    file = written(tmp_path, f"{ERIKSSON_TD3[0]}\n{misread}\n")

    assert screening("batch", file, "--data", loaded).code == 4


def test_nothing_on_file_ends_with_0(loaded: Path, tmp_path: Path) -> None:
    """Only where every item was looked up."""
    clean = f"{HEADER}D23145890,UTO,1\n"

    assert screening("batch", written(tmp_path, clean), "--data", loaded).code == 0
    for unreadable in ("-,UTO,1\n", "A1,,1\n", "A1,UTO,1,2\n", "\udcff,UTO,1\n"):
        ended = screening(
            "batch", written(tmp_path, clean + unreadable), "--data", loaded
        )

        assert ended.code == 1
        assert "1,3,ERROR," in ended.out
        assert "line 3: not looked up: " in ended.err


@pytest.mark.parametrize(
    "text", ["", HEADER, "name,flight\nx,1\n", f'{HEADER}"A1,UTO\n', "\0\0\n"]
)
def test_a_file_without_questions_is_no_empty_answer(
    loaded: Path, tmp_path: Path, text: str
) -> None:
    """It ends with 1 and says what is wrong with the file."""
    ended = screening("batch", written(tmp_path, text), "--data", loaded, "--json")

    assert ended.code == 1
    assert ended.json["error"]["field"] == str(tmp_path / "passengers.csv")


def test_a_missing_file(loaded: Path, tmp_path: Path) -> None:
    """It ends with 1 and names the file."""
    ended = screening("batch", tmp_path / "none.csv", "--data", loaded)

    assert (ended.code, ended.out) == (1, "")
    assert "none.csv: no such file" in ended.err


def test_a_field_at_fault_is_named_once(address: str, tmp_path: Path) -> None:
    """A traveller's document lies deeper than a document does, and reads the same."""
    file = written(tmp_path, "document_number,issuing_state,full_name\nA1,,ERIKSSON\n")
    ended = screening("batch", file, "--server", address, "--json")
    (error,) = ended.json["errors"]

    assert error["field"] == "issuing_state"
    assert "issuing_state" not in error["message"]
    assert "line 2: not looked up: is missing" in ended.err


def test_a_long_manifest_goes_in_pieces(address: str, tmp_path: Path) -> None:
    """More items than a service takes at once are asked all the same, in order."""
    count = 2 * CHUNK_ITEMS_MAX + 2
    rows = [f"Q{number:08d},UTO,1\n" for number in range(count)]
    rows[0] = rows[-1] = "L898902C3,UTO,1\n"
    file = written(tmp_path, HEADER + "".join(rows))
    ended = screening("batch", file, "--server", address, "--json")

    assert ended.code == 3
    assert ended.json["asked"] == count
    assert [hit["index"] for hit in ended.json["hits"]] == [0, count - 1]
    assert len(ended.json["searched"]) == 1


def test_a_service_answers_as_a_folder_does(
    loaded: Path, address: str, tmp_path: Path
) -> None:
    """`--server` and `--data` print the same, errors and all."""
    file = written(tmp_path, f"{HEADER}L898902C3,UTO,1\n-,UTO,1\nA1,,1\n")
    here = screening("batch", file, "--data", loaded)
    there = screening("batch", file, "--server", address)

    assert here.out.splitlines()[:2] == there.out.splitlines()[:2]
    assert [line[:9] for line in here.out.splitlines()] == [
        line[:9] for line in there.out.splitlines()
    ]
    assert here.code == there.code == 3
