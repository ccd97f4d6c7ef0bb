"""Every rule of the feed contract, and the reason a row that breaks it is given."""

from datetime import UTC, datetime
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.feeds.columns import columns_of
from screening.feeds.validate import Rules, faults, rules_of, unknown_states
from screening.normalize.documents import document_number
from screening.records import Database
from tests.feeds.deliveries import Row, document, frame, put, vehicle, withdraw
from tests.world import NOW


def rules(
    database: Database = Database.DOCUMENTS,
    *,
    delta: bool = False,
    foreign: bool = False,
    now: datetime = NOW,
) -> Rules:
    """Return the rules of a plain delivery."""
    return rules_of(database, delta=delta, foreign_documents=foreign, now=now)


def fault(row: Row, judged_by: Rules | None = None) -> tuple[str, str] | None:
    """Return field and reason why *row* is bad, None when it is good."""
    judged_by = judged_by or rules()
    columns = columns_of(judged_by.database, delta=judged_by.delta)
    found = faults(frame(row, columns=columns), judged_by).rows()
    return found[0][1:] if found else None


SERIES = document(
    document_number="X0001000", number_to="X0001999", status="stolen_blank"
)
GOOD_DOCUMENTS = [
    document(),
    document(issuing_state="D", owner="DEU"),
    document(issuing_state="GBD", owner="GBR"),
    document(issuing_state="QZZ", owner="QZZ"),
    document(document_type="P"),
    document(document_type="P<"),
    document(document_type="AC"),
    document(document_number="l898 902-c3"),
    document(document_number="\uff11\uff12\uff13"),
    document(document_number="x" * 40),
    document(status_date="2024", date_of_issue="2014-01-31"),
    document(status_date="2026-11"),
    document(status_date="2026-11-21", review_date="2036-11-21"),
    document(date_of_issue="2014-01-31", date_of_expiry="2014-02-01"),
    document(review_date="2020-01-01"),
    document(remarks="é" * 500),
    document(record_id="é" * 64),
    SERIES,
    SERIES | {"document_number": "x-0001000", "number_to": "X0001000"},
    document(status="stolen_blank"),
]


@pytest.mark.parametrize("row", GOOD_DOCUMENTS)
def test_good_document(row: Row) -> None:
    """What the contract allows goes in."""
    assert fault(row) is None


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        *(
            ({name: None}, name, "required")
            for name in (
                *("record_id", "owner", "issuing_state", "document_type"),
                *("document_number", "status"),
            )
        ),
        ({"record_id": "x" * 65}, "record_id", "longer than 64 characters"),
        ({"record_id": "a\x1fb"}, "record_id", "control character"),
        ({"owner": "UTOP"}, "owner", "not a code of one to three letters"),
        ({"owner": "U1"}, "owner", "not a code of one to three letters"),
        ({"issuing_state": "Utopia"}, "issuing_state", "not a State code"),
        ({"issuing_state": "49"}, "issuing_state", "not a State code"),
        ({"issuing_state": "UTO\t"}, "issuing_state", "not a State code"),
        ({"owner": "FRA"}, "owner", "owner is not the issuing State"),
        (
            {"document_type": "paper"},
            "document_type",
            "neither a word for a document nor an MRZ document code",
        ),
        (
            {"document_type": "p"},
            "document_type",
            "neither a word for a document nor an MRZ document code",
        ),
        ({"document_number": "x" * 41}, "document_number", "longer than 40 characters"),
        ({"document_number": "-/<"}, "document_number", "no letter or digit"),
        ({"document_number": "漢字"}, "document_number", "no letter or digit"),
        ({"document_number": "A\x7f1"}, "document_number", "control character"),
        ({"status": "Stolen"}, "status", "not one of the words"),
        ({"number_to": "L898902C4"}, "number_to", "only with stolen_blank"),
        ({"status_date": "31.01.2024"}, "status_date", "not a date"),
        ({"status_date": "2023-02-29"}, "status_date", "not a date"),
        ({"status_date": "2024-13"}, "status_date", "not a date"),
        ({"status_date": "2027"}, "status_date", "in the future"),
        ({"status_date": "2026-12"}, "status_date", "in the future"),
        ({"status_date": "2026-11-23"}, "status_date", "in the future"),
        ({"status_place": "x" * 101}, "status_place", "longer than 100 characters"),
        ({"date_of_issue": "2014"}, "date_of_issue", "not a date"),
        ({"date_of_expiry": "2014-01"}, "date_of_expiry", "not a date"),
        (
            {"date_of_issue": "2014-01-31", "date_of_expiry": "2014-01-31"},
            "date_of_expiry",
            "not after date_of_issue",
        ),
        ({"review_date": "soon"}, "review_date", "not a date"),
        ({"remarks": "x" * 501}, "remarks", "longer than 500 characters"),
        ({"remarks": "a\nb"}, "remarks", "control character"),
        ({"remarks": "a\x85b"}, "remarks", "control character"),
    ],
)
def test_bad_document(changed: dict[str, str], field: str, reason: str) -> None:
    """Each rule that is broken has its field and its reason."""
    assert fault(document(**changed)) == (field, reason)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"number_to": "X0000999"}, "smaller than document_number"),
        (
            {"number_to": "X00019999"},
            "not of the length and letters of document_number",
        ),
        ({"number_to": "Y0001999"}, "not of the length and letters of document_number"),
        ({"number_to": "--"}, "no letter or digit"),
    ],
)
def test_bad_series(changed: dict[str, str], reason: str) -> None:
    """The last number of a series has the first one's shape and is not before it."""
    assert fault(SERIES | changed) == ("number_to", reason)


def test_first_fault_in_the_order_of_the_contract_counts() -> None:
    """A row with several faults is given one reason."""
    assert fault(document(owner="9", status="?", remarks="x" * 501)) == (
        "owner",
        "not a code of one to three letters",
    )


def test_foreign_documents_are_allowed_by_the_manifest() -> None:
    """Only where the manifest says so may another than the issuing State own a record."""
    assert fault(document(owner="FRA"), rules(foreign=True)) is None


def test_date_that_has_begun_in_the_east_is_not_in_the_future() -> None:
    """Tomorrow is today already on the Line Islands, but the day after is not."""
    noon = rules(now=datetime(2026, 11, 21, 12, tzinfo=UTC))
    early = rules(now=datetime(2026, 11, 21, 9, 59, tzinfo=UTC))
    tomorrow = document(status_date="2026-11-22")

    assert fault(tomorrow, noon) is None
    assert fault(tomorrow, early) == ("status_date", "in the future")


@pytest.mark.parametrize(
    "row",
    [
        vehicle(),
        vehicle(vin=None, plate="W-12 AB", plate_state="A"),
        vehicle(vin=None, plate="京A·12345", plate_state="CHN"),
        vehicle(vin=None, engine_number="OM602.912"),
        vehicle(year="1989", make="MCI", model="102", colour="white"),
        vehicle(owner="FRA", plate="AB123CD", plate_state="ITA"),
        vehicle(plate_state="UTO"),
    ],
)
def test_good_vehicle(row: Row) -> None:
    """One mark is enough; its owner need not be the State of the plate."""
    assert fault(row, rules(Database.VEHICLES)) is None


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"status": "lost"}, "status", "not one of the words"),
        ({"vin": None}, "vin", "none of vin, plate and engine_number"),
        ({"vin": "---"}, "vin", "no letter or digit"),
        ({"vin": "1" * 41}, "vin", "longer than 40 characters"),
        ({"plate": "AB123"}, "plate_state", "required with plate"),
        ({"plate": "?", "plate_state": "UTO"}, "plate", "no letter or digit"),
        ({"plate": "AB", "plate_state": "12"}, "plate_state", "not a State code"),
        ({"plate": "\ufdfa" * 40}, "plate", "too long for a key"),
        ({"make": "x" * 101}, "make", "longer than 100 characters"),
        ({"colour": "red\x00"}, "colour", "control character"),
        ({"status_date": "2027"}, "status_date", "in the future"),
        ({"owner": None}, "owner", "required"),
    ],
)
def test_bad_vehicle(changed: dict[str, str | None], field: str, reason: str) -> None:
    """Each rule that is broken has its field and its reason."""
    assert fault(vehicle(**changed), rules(Database.VEHICLES)) == (field, reason)


def test_withdrawal_needs_only_what_names_the_record() -> None:
    """Of a withdrawal nothing else is asked, and nothing else is looked at."""
    judged_by = rules(delta=True)

    assert fault(withdraw(document()), judged_by) is None
    assert fault(withdraw(document()) | {"status": "?"}, judged_by) is None
    assert fault(withdraw(document(document_number=None)), judged_by) == (
        "document_number",
        "required",
    )
    assert fault(withdraw(document(owner="FRA")), judged_by) == (
        "owner",
        "owner is not the issuing State",
    )


def test_vehicle_withdrawal_needs_no_mark() -> None:
    """A vehicle is named by its owner's reference."""
    judged_by = rules(Database.VEHICLES, delta=True)

    assert fault(withdraw(vehicle()), judged_by) is None
    assert fault(put(vehicle(vin=None)), judged_by) is not None


@pytest.mark.parametrize("op", [None, "delete", "PUT"])
def test_op_is_put_or_withdraw(op: str | None) -> None:
    """A change says which of the two it is."""
    found = fault(document(op=op), rules(delta=True))

    assert found is not None
    assert found[0] == "op"


def test_unknown_states_are_counted() -> None:
    """A well-formed code that nobody has assigned goes in, and is told."""
    rows = frame(document(), *[document(issuing_state="QZZ", owner="QZZ")] * 2)

    assert unknown_states(rows, rules()) == {"QZZ": 2}


def test_each_row_is_judged_by_itself() -> None:
    """Index and reason belong to the row that broke the rule."""
    rows = [document(), document(status="?"), document(), document(record_id=None)]

    assert faults(frame(*rows), rules()).rows() == [
        (1, "status", "not one of the words"),
        (3, "record_id", "required"),
    ]


def test_no_rows_no_faults() -> None:
    """An empty batch is judged like any other."""
    assert faults(frame(), rules()).height == 0


@given(st.lists(st.text(max_size=6), max_size=6))
def test_number_without_letter_or_digit_is_what_normalize_says(
    texts: list[str],
) -> None:
    """The quick look at a column and the rule for one number agree."""
    rows = [document(document_number=text) for text in texts]
    found = faults(frame(*rows), rules()).rows()
    empty = [i for i, text in enumerate(texts) if not document_number(text)]

    assert [i for i, _, reason in found if reason == "no letter or digit"] == [
        i for i in empty if not any(category(c) == "Cc" for c in texts[i])
    ]
