"""What limits the use of a record is delivered, checked, filed and found again."""

from pathlib import Path
from typing import Any

import pytest

from screening.feeds import tables
from screening.feeds.limit_rules import handling, not_visible_to
from screening.opening import open_engine
from screening.queries import DocumentQuery, PersonQuery, VehicleQuery
from screening.records import LIMITS, Record
from tests.feeds.deliveries import (
    apply,
    csv_of,
    deliver,
    document,
    jsonl_of,
    load,
    person,
    put,
    vehicle,
)
from tests.world import NOW

GIVEN = {
    "not_visible_to": "FRA D",
    "handling": "discreet notify_owner",
    "confidentiality": "restricted",
}
ASKED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
SERIES = {"document_number": "X1000", "number_to": "X1999", "status": "stolen_blank"}


def limits(record: Record) -> dict[str, Any]:
    """Return what limits the use of *record*."""
    return {name: getattr(record, name) for name in LIMITS}


def found(data: Path, query: DocumentQuery | VehicleQuery | PersonQuery) -> Record:
    """Return the one record that answers *query*."""
    with open_engine(data, now=lambda: NOW) as engine:
        match query:
            case DocumentQuery():
                answer = engine.screen_document(query)
            case VehicleQuery():
                answer = engine.screen_vehicle(query)
            case PersonQuery():
                answer = engine.screen_person(query)
    (hit,) = answer.hits
    return hit.record


@pytest.mark.parametrize("is_large", [False, True], ids=["", "large"])
@pytest.mark.parametrize("changes", [{}, SERIES], ids=["single", "series"])
def test_documents_keep_their_limits(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    *,
    is_large: bool,
) -> None:
    """From a snapshot, plain rows beside it, by whatever way rows are read."""
    if is_large:
        monkeypatch.setattr(tables, "QUICK_BYTES", 0)
    plain = document(record_id="UTO-2", document_number="ZZ9")
    report = load(
        deliver(tmp_path / "x.csv", [plain, document(**changes, **GIVEN)]),
        tmp_path / "data",
    )
    number = "X1500" if changes else "L898902C3"
    query = DocumentQuery(document_number=number, issuing_state="UTO")
    other = DocumentQuery(document_number="ZZ9", issuing_state="UTO")

    assert (report.accepted, report.rejected) == (2, 0)
    assert limits(found(tmp_path / "data", query)) == GIVEN
    assert limits(found(tmp_path / "data", other)) == dict.fromkeys(LIMITS)


def test_changes_set_and_take_away_limits(tmp_path: Path) -> None:
    """A delta files what it says: a record without limits has none any more."""
    data = tmp_path / "data"
    load(deliver(tmp_path / "x.csv", [document()], revision=1), data)
    for revision, row in enumerate([document(**GIVEN), document()], start=2):
        said = {"revision": revision, "base_revision": revision - 1, "kind": "delta"}
        apply(deliver(tmp_path / f"{revision}.csv", [put(row)], **said), data)
        wanted = GIVEN if revision == 2 else dict.fromkeys(LIMITS)
        assert limits(found(data, ASKED)) == wanted


def test_vehicles_and_persons_keep_their_limits(tmp_path: Path) -> None:
    """In their own formats, by their own ways of being asked about."""
    data = tmp_path / "data"
    load(
        deliver(tmp_path / "cars.csv", csv_of([vehicle(**GIVEN)])),
        data,
        feed="cars",
        database="vehicles",
    )
    load(
        deliver(tmp_path / "noticed.jsonl", jsonl_of([person(**GIVEN)])),
        data,
        feed="noticed",
        database="persons",
    )
    car = found(data, VehicleQuery(vin="1M8GDM9AXKP042788"))
    noticed = found(data, PersonQuery(full="Anna Maria Eriksson"))

    assert limits(car) == limits(noticed) == GIVEN


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"not_visible_to": "Utopia"}, "not_visible_to"),
        ({"not_visible_to": "FRA  D"}, "not_visible_to"),
        ({"handling": "loudly"}, "handling"),
        ({"handling": "discreet discreet"}, "handling"),
        ({"confidentiality": "secret"}, "confidentiality"),
    ],
)
def test_a_limit_that_cannot_be_kept_keeps_the_row_out(
    tmp_path: Path, wrong: dict[str, str], field: str
) -> None:
    """Better no record than one that is shown to whom it is not for."""
    data = tmp_path / "data"
    rows = deliver(tmp_path / "x.csv", [document(**wrong), document(record_id="UTO-2")])
    people = deliver(
        tmp_path / "noticed.jsonl",
        jsonl_of([person(**wrong), person(record_id="UTO-P2")]),
    )
    of_documents = load(rows, data, max_bad_percent=50)
    of_persons = load(
        people, data, feed="noticed", database="persons", max_bad_percent=50
    )

    for report in (of_documents, of_persons):
        assert (report.accepted, report.rejected) == (1, 1)
        assert [reason.split(":")[0] for reason in report.rejected_by_reason] == [field]


def test_lists_have_an_end() -> None:
    """So that one record keeps no question busy (law 10)."""
    codes = [a + b for a in "ABCDEFGH" for b in "ABCDEFGH"]

    assert not_visible_to(" ".join(codes[:50])) is None
    assert "more than 50" in (not_visible_to(" ".join(codes[:51])) or "")
    assert "parted" in (handling(" discreet") or "")
