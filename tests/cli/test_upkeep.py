"""`status`, `verify`, `rollback` and `serve`, as an operator types them."""

import shutil
from pathlib import Path

from tests.cli.feeds import CARD, STOLEN, delivered
from tests.cli.shell import screening, served
from tests.world import ERIKSSON_TD3


def test_status_says_what_is_held_and_how_old(loaded: Path) -> None:
    """Each feed with revision, age against what is promised, and publisher."""
    ended = screening("status", "--data", loaded)

    assert ended.code == 0
    assert "lost (documents)\n" in ended.out
    assert "promised 48 h" in ended.out
    assert "holds         3 records" in ended.out
    assert "publisher     UTO" in ended.out


def test_status_as_json(loaded: Path) -> None:
    """One object: the feeds, and what an operator should look at."""
    told = screening("status", "--data", loaded, "--json").json

    assert told["problems"] == []
    assert [feed["feed"] for feed in told["feeds"]] == ["cars", "lost"]
    assert told["feeds"][1]["as_of"] == "2026-11-21T02:00:00Z"
    assert told["feeds"][1]["revision"] == 1


def test_status_needs_no_journal(loaded: Path, tmp_path: Path) -> None:
    """Who may read the folder is told, though nothing could be recorded there."""
    data = tmp_path / "data"
    shutil.copytree(loaded / "feeds", data / "feeds")
    (data / "journal").write_text("in the way")
    ended = screening("status", "--data", data)
    asked = screening("check", "--data", data, "--vin", "A1")

    assert ended.code == 0
    assert "lost (documents)\n" in ended.out
    assert asked.code == 1


def test_status_of_nothing(tmp_path: Path) -> None:
    """A data folder in which no feed is loaded holds nothing: said, and no failure."""
    (tmp_path / "feeds").mkdir()
    ended = screening("status", "--data", tmp_path)

    assert ended.code == 0
    assert ended.out == f"nothing is held in {tmp_path}\n"


def test_stale_data_is_said_in_the_card(tmp_path: Path) -> None:
    """Data older than its publisher promises is answered from, and called stale."""
    old = delivered(
        tmp_path / "lost.csv", [STOLEN], published_at="2026-01-01T00:00:00Z"
    )
    screening("load", old, "--data", tmp_path / "data")
    card = screening(
        "check", "--data", tmp_path / "data", "--number", "A1", "--state", "UTO"
    )
    status = screening("status", "--data", tmp_path / "data")

    assert card.code == 0
    assert "STALE: older than its publisher promises" in card.out
    assert "STALE: promised 48 h" in status.out


def test_verify_proves_all_or_names_what_is_damaged(tmp_path: Path) -> None:
    """Sound data ends with 0; one changed byte in a filter ends with 1."""
    data = tmp_path / "data"
    screening("load", delivered(tmp_path / "lost.csv", [STOLEN]), "--data", data)
    sound = screening("verify", "--data", data)
    (filter_file,) = data.glob("feeds/lost/gen-*/*.bloom")
    content = bytearray(filter_file.read_bytes())
    content[-1] ^= 1
    filter_file.write_bytes(content)
    damaged = screening("verify", "--data", data, "--json")

    assert sound.code == 0
    assert "DAMAGED" not in sound.out
    assert damaged.code == 1
    assert damaged.json["sound"] is False
    assert [one["subject"] for one in damaged.json["findings"] if not one["sound"]]


def test_rollback_serves_the_generation_before(tmp_path: Path) -> None:
    """What the newer snapshot brought is gone again; a second time there is nothing."""
    data = tmp_path / "data"
    card = ("check", "--data", data, "--number", "AB123456", "--state", "UTO")
    screening("load", delivered(tmp_path / "1.csv", [STOLEN]), "--data", data)
    screening(
        "load",
        delivered(tmp_path / "2.csv", [STOLEN, CARD], revision=2),
        "--data",
        data,
    )
    before = screening(*card)
    ended = screening("rollback", "--feed", "lost", "--data", data, "--json")

    assert before.code == 3
    assert ended.json == {"feed": "lost", "was": "gen-000002", "is": "gen-000001"}
    assert screening(*card).code == 0
    assert screening("rollback", "--feed", "lost", "--data", data).code == 1


def test_rollback_of_a_feed_that_is_not_held(loaded: Path) -> None:
    """It is refused, and leaves no folder behind."""
    for feed in ("none", "../feeds/lost"):
        ended = screening("rollback", "--feed", feed, "--data", loaded)

        assert ended.code == 1
        assert "no such feed is held" in ended.err
    assert not (loaded / "feeds" / "none").exists()


def test_a_service_answers_as_the_folder_does(loaded: Path, address: str) -> None:
    """The same card from `--server` as from `--data`, but for the time it took."""
    words = ("check", "--mrz", "\n".join(ERIKSSON_TD3))
    here = screening(*words, "--data", loaded)
    there = screening(*words, "--server", address, SCREENING_DATA="elsewhere")

    assert here.code == there.code == 3
    assert here.out.split("searched  ")[0] == there.out.split("searched  ")[0]


def test_a_service_says_what_it_is(address: str) -> None:
    """Status of a service has its version, its workers and its beginning."""
    told = screening("status", "--server", address, "--json").json

    assert told["version"] == "0.1.0"
    assert told["workers"] == 1
    assert told["started_at"].endswith("Z")


def test_a_service_refuses_in_the_same_words(address: str) -> None:
    """An error over the wire keeps its field and ends with 1."""
    ended = screening(
        "check", "--server", address, "--number", "-", "--state", "UTO", "--json"
    )

    assert ended.code == 1
    assert ended.json["error"]["reason"] == "INVALID_QUERY"
    assert ended.json["error"]["field"].endswith("document_number")


def test_no_service_is_no_empty_answer() -> None:
    """A service that is not there ends with 1, and the address is named."""
    ended = screening("check", "--server", "127.0.0.1:1", "--vin", "A1", "--json")

    assert ended.code == 1
    assert ended.json["error"]["reason"] == "UNREACHABLE"
    assert "127.0.0.1:1" in ended.err


def test_a_service_sees_a_delta_at_once(tmp_path: Path) -> None:
    """What was applied is answered by the next question, from every worker."""
    data = tmp_path / "data"
    screening("load", delivered(tmp_path / "1.csv", [STOLEN]), "--data", data)
    delta = delivered(
        tmp_path / "2.csv",
        [{"op": "put"} | CARD],
        kind="delta",
        revision=2,
        base_revision=1,
    )
    with served(data, "--workers", "2") as address:
        card = ("check", "--server", address, "--number", "AB123456", "--state", "UTO")
        before = screening(*card)
        applied = screening("apply", delta, "--data", data)
        after = screening(*card)

    assert (before.code, applied.code, after.code) == (0, 0, 3)
    assert "revision 2" in after.out


def test_a_port_in_use_is_refused(loaded: Path, address: str) -> None:
    """A second service on the same port ends with 1 and says so."""
    ended = screening("serve", "--data", loaded, "--listen", address)

    assert ended.code == 1
    assert address in ended.err


def test_metrics_are_for_this_machine_only(tmp_path: Path) -> None:
    """Any other address ends with 1, before anything is served, and names the cure."""
    ended = screening(
        *("serve", "--data", tmp_path, "--listen", "127.0.0.1:0"),
        *("--metrics", "0.0.0.0:0"),
    )

    assert ended.code == 1
    assert ended.out == ""
    assert "0.0.0.0:0: metrics are told to this machine only" in ended.err
    assert "--metrics" in ended.err


def test_status_says_what_is_held_back_and_what_was_changed(tmp_path: Path) -> None:
    """Each rule with its reason, and the deltas since the snapshot; as JSON, too."""
    data = tmp_path / "data"
    screening("load", delivered(tmp_path / "1.csv", [STOLEN]), "--data", data)
    change = {"kind": "delta", "revision": 2, "base_revision": 1}
    delta = delivered(tmp_path / "2.csv", [{"op": "put"} | CARD], **change)
    screening("apply", delta, "--data", data)
    rule = ("--owner", "UTO", "--status", "stolen", "--reason", "a wrong list")
    screening("quarantine", "add", *rule, "--data", data)
    page = screening("status", "--data", data)
    told = screening("status", "--data", data, "--json").json

    assert "  changes       1 since the snapshot\n" in page.out
    assert "\n\n  held back     owner UTO, status stolen, since 20" in page.out
    assert page.out.partition("held back")[2].splitlines()[0].endswith(": a wrong list")
    assert told["feeds"][0]["changes"] == 1
    assert told["quarantine"][0]["owner"] == "UTO"
    assert "feed" not in told["quarantine"][0]
    assert not {"register", "quotas", "writer", "certificate_ends"} & told.keys()


def test_a_feed_held_back_is_said_beside_it(loaded: Path, tmp_path: Path) -> None:
    """Of two feeds, the one that it is; what holds for both stands by itself."""
    data = tmp_path / "data"
    shutil.copytree(loaded / "feeds", data / "feeds")
    screening("quarantine", "add", "--owner", "UTO", "--data", data)
    screening("quarantine", "add", "--feed", "cars", "--data", data)
    cars, lost, beside, *_ = screening("status", "--data", data).out.split("\n\n")

    assert cars.startswith("cars (vehicles)\n")
    assert "  held back     feed cars, since 20" in cars
    assert "held back" not in lost
    assert beside.startswith("  held back     owner UTO, since 20")
    assert "feed cars" not in beside
