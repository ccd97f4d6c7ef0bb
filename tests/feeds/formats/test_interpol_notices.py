"""INTERPOL's public notices: pages, lists and lines, with their quirks."""

import json
from pathlib import Path
from typing import Any

import pytest

from screening.errors import FeedRefused
from screening.records import Birth, Notice, PersonName, PersonRecord
from tests.feeds.formats.lists import json_lines, load, served

INTERPOL = "interpol-notices"
LINK = "https://ws-public.interpol.int/notices/v1/{}/2026-1"


def notice(**fields: Any) -> dict[str, Any]:  # noqa: ANN401  # any field
    """Return the red notice of the specimen's holder, with *fields* changed."""
    return {
        "entity_id": "2026/1",
        "name": "ERIKSSON",
        "forename": "ANNA MARIA",
        "date_of_birth": "1974/08/12",
        "_links": {"self": {"href": LINK.format("red")}},
        **fields,
    }


def record_of(tmp_path: Path, **fields: Any) -> PersonRecord:  # noqa: ANN401
    """Return the record that a notice with *fields* becomes."""
    (tmp_path / "x.json").write_text(json.dumps(notice(**fields)), encoding="utf-8")
    load(tmp_path / "x.json", tmp_path / "data", INTERPOL)
    return served(tmp_path / "data", INTERPOL)["2026/1"]


PAGE = {"total": 2, "_embedded": {"notices": [notice(), notice(entity_id="2026/2")]}}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(PAGE).encode(),
        json.dumps(PAGE, indent=1).encode(),
        b"\xef\xbb\xbf" + json.dumps(PAGE).encode(),
        json.dumps([notice(), notice(entity_id="2026/2")], indent=1).encode(),
        json.dumps([PAGE, PAGE]).encode(),
        json_lines([notice(), notice(entity_id="2026/2")]),
        json_lines([PAGE]) + b"\n" + json_lines([notice()]),
    ],
)
def test_however_notices_are_kept(tmp_path: Path, content: bytes) -> None:
    """One page, pages, a list, a notice a line: the same two persons."""
    (tmp_path / "x.json").write_bytes(content)
    report = load(tmp_path / "x.json", tmp_path / "data", INTERPOL)

    assert (report.feed, report.rejected) == (INTERPOL, 0)
    assert sorted(served(tmp_path / "data", INTERPOL)) == ["2026/1", "2026/2"]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, [PersonName(primary="ERIKSSON", secondary="ANNA MARIA")]),
        ({"forename": "-"}, [PersonName(primary="ERIKSSON")]),
        ({"name": None}, [PersonName(primary="ANNA MARIA")]),
        ({"forename": None, "name": "ERIKSSON"}, [PersonName(primary="ERIKSSON")]),
    ],
)
def test_names_with_dashes_and_nulls(
    tmp_path: Path, fields: dict[str, Any], names: list[PersonName]
) -> None:
    """What is not known is no name."""
    assert list(record_of(tmp_path, **fields).names) == names


def test_name_at_birth(tmp_path: Path) -> None:
    """It is a former name, with the same forename."""
    names = record_of(tmp_path, birth_name="SVENSSON").names

    assert [(n.kind, n.primary) for n in names] == [
        ("primary", "ERIKSSON"),
        ("former", "SVENSSON"),
    ]


@pytest.mark.parametrize(
    ("said", "births"),
    [
        ("1958/11/05", [Birth(date="1958-11-05")]),
        ("1958/11", [Birth(date="1958-11")]),
        ("1958", [Birth(date="1958")]),
        ("1958/00/00", [Birth(date="1958")]),
        ("1958/02/30", []),
        ("-", []),
        (None, []),
        (0, []),
    ],
)
def test_birth_dates(tmp_path: Path, said: object, births: list[Birth]) -> None:
    """As much of the date as there is; one that is none is left out."""
    assert list(record_of(tmp_path, date_of_birth=said).births) == births


def test_odd_values_stand_for_nothing(tmp_path: Path) -> None:
    """U, zero, null and countries that are none: the rest goes in."""
    record = record_of(
        tmp_path,
        sex_id="U",
        height=0,
        weight=None,
        nationalities=["SE", "914", None, "922"],
        country_of_birth_id="914",
        place_of_birth="Zenith",
    )

    assert (record.sex, record.nationalities) == (None, ("SWE",))
    assert record.birth_place == "Zenith"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, Notice.RED),
        ({"_links": {"self": {"href": LINK.format("yellow")}}}, Notice.YELLOW),
        ({"_links": {"self": {"href": LINK.format("un")}}}, Notice.UN_SPECIAL),
        ({"_links": None, "arrest_warrants": None}, Notice.RED),
        ({"_links": {}, "date_of_event": "2020/01/01"}, Notice.YELLOW),
        ({"_links": {}, "un_reference": "UTi.1"}, Notice.UN_SPECIAL),
    ],
)
def test_which_notice(tmp_path: Path, fields: dict[str, Any], kind: Notice) -> None:
    """Its link says it, or what only one kind has."""
    assert record_of(tmp_path, **fields).notice is kind


@pytest.mark.parametrize(
    ("issuers", "owner"),
    [([], "XPO"), (["FR"], "FRA"), (["FR", "FR"], "FRA"), (["FR", "SE"], "XPO"), (["914"], "XPO")],
)  # fmt: skip
def test_owner_is_who_asked(tmp_path: Path, issuers: list[str], owner: str) -> None:
    """The State that issued the warrants, where it is one; else the organization."""
    warrants = [{"issuing_country_id": code, "charge": "theft"} for code in issuers]

    assert record_of(tmp_path, arrest_warrants=warrants).owner == owner


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({**notice(), "entity_id": None}, "record_id: required"),
        ({**notice(), "name": "-", "forename": None}, "names: required"),
        ({**notice(), "_links": {}}, "notice: neither its link nor its fields say which notice it is"),
        ([1], "not a notice"),
        ("text", "not a notice"),
        (None, "not JSON"),
    ],
)  # fmt: skip
def test_each_fault_costs_one_row(tmp_path: Path, line: object, reason: str) -> None:
    """Told with the line; the others go in."""
    raw = b"{cut\n" if line is None else json_lines([line])
    (tmp_path / "x.jsonl").write_bytes(json_lines([notice()]) + raw)
    report = load(tmp_path / "x.jsonl", tmp_path / "data", INTERPOL, max_bad_percent=50)

    assert report.rejected_by_reason == {reason: 1}
    assert report.accepted == 1


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\x00\x01",
        b"<html/>",
        b"[" * 100_000,
        json.dumps(PAGE, indent=1).encode()[:-9],
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    """Cut, of another kind, or too deep: in one clear line, and nothing is published."""
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(FeedRefused, match="neither one JSON document nor JSON on each"):
        load(tmp_path / "x.json", tmp_path / "data", INTERPOL)

    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"_embedded":{"notices":[]}}'])
def test_empty_list_is_refused(tmp_path: Path, content: bytes) -> None:
    """Nothing in it is more likely a failed download than a world without notices."""
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(FeedRefused, match="no record in it"):
        load(tmp_path / "x.json", tmp_path / "data", INTERPOL)
