"""What a row of a person must be, field by field, and what becomes of it."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.feeds.checks import (
    CONTROL,
    IN_THE_FUTURE,
    NO_CHARACTER,
    NOT_A_DATE,
    NOT_A_STATE,
    REQUIRED,
)
from screening.feeds.person_rows import (
    PersonChangeRow,
    PersonRow,
    ReadPerson,
)
from screening.feeds.person_rules import (
    BEFORE_FROM,
    NAMES_MAX,
    NO_BIRTH,
    NO_NAME,
    NO_NAME_COMPARES,
    NOT_A_SEX,
    NOT_A_WORD,
    NOT_A_YEAR,
    TOO_LONG_TOGETHER,
    TWO_BIRTHS,
    TWO_NAMES,
    Faulty,
    PersonRules,
)
from screening.records import (
    Birth,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
)
from tests.feeds.deliveries import person

RULES = PersonRules(delta=False, today="2026-11-22")
FULL = person(
    notice="red",
    names=[
        {"primary": "Eriksson", "secondary": "Anna Maria"},
        {"full": "A. Eriksson", "kind": "weak_alias"},
    ],
    births=[{"date": "1974-08-12"}, {"from": 1973, "to": "1975", "about": True}],
    sex="F",
    nationalities=["UTO", "D", "se"],
    birth_place="Zenith",
    documents=[{"number": "L898902C3", "type": "passport", "issuing_state": "UTO"}],
    purpose="to be found",
    cautions="none known",
    review_date="2030-01-01",
    remarks="a specimen",
    state="under_review",
)


def record_of(**fields: Any) -> PersonRecord:  # noqa: ANN401  # any field
    """Return the record that a row with *fields* is."""
    return RULES.record(msgspec.convert(person(**fields), PersonRow))


def test_every_field_of_the_contract() -> None:
    """A row that says all there is to say becomes a record that says the same."""
    assert RULES.record(msgspec.convert(FULL, PersonRow)) == PersonRecord(
        record_id="UTO-P1",
        owner="UTO",
        notice=Notice.RED,
        names=(
            PersonName(primary="Eriksson", secondary="Anna Maria"),
            PersonName(kind=NameKind.WEAK_ALIAS, full="A. Eriksson"),
        ),
        births=(
            Birth(date="1974-08-12"),
            Birth(from_year=1973, to_year=1975, about=True),
        ),
        sex="F",
        nationalities=("UTO", "D", "se"),
        birth_place="Zenith",
        documents=(
            PersonDocument(number="L898902C3", type="passport", issuing_state="UTO"),
        ),
        purpose="to be found",
        cautions="none known",
        review_date="2030-01-01",
        remarks="a specimen",
        state=NoticeState.UNDER_REVIEW,
    )


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"record_id": None}, "record_id", REQUIRED),
        ({"record_id": "x" * 65}, "record_id", "longer than 64 characters"),
        ({"record_id": "a\tb"}, "record_id", CONTROL),
        ({"owner": ""}, "owner", REQUIRED),
        ({"owner": "Utopia"}, "owner", "not a code of one to three letters"),
        ({"notice": None}, "notice", REQUIRED),
        ({"notice": "crimson"}, "notice", NOT_A_WORD),
        ({"names": None}, "names", REQUIRED),
        ({"names": []}, "names", REQUIRED),
        ({"names": [{"full": "A B"}] * (NAMES_MAX + 1)}, "names", "more than 1,000 names"),
        ({"names": [{"full": "x" * 300}] * 500}, "names", TOO_LONG_TOGETHER),
        ({"names": [{"full": "Anna"}, {}]}, "names[1]", NO_NAME),
        ({"names": [{"secondary": "Anna"}]}, "names[0]", NO_NAME),
        ({"names": [{"full": "Anna", "primary": "B"}]}, "names[0]", TWO_NAMES),
        ({"names": [{"full": "A\nB"}]}, "names[0].full", CONTROL),
        ({"names": [{"full": "x" * 301}]}, "names[0].full", "longer than 300 characters"),
        ({"names": [{"full": "Anna", "kind": "pet"}]}, "names[0].kind", NOT_A_WORD),
        ({"names": [{"full": "-"}, {"full": "\u200f"}]}, "names", NO_NAME_COMPARES),
        ({"births": [{}]}, "births[0]", NO_BIRTH),
        ({"births": [{"to": 1970}]}, "births[0]", NO_BIRTH),
        ({"births": [{"date": "1970", "from": 1970}]}, "births[0]", TWO_BIRTHS),
        ({"births": [{"date": "0000"}]}, "births[0].date", NOT_A_DATE),
        ({"births": [{"date": "1974-02-30"}]}, "births[0].date", NOT_A_DATE),
        ({"births": [{"date": "1970"}, {"date": "2026-11-23"}]}, "births[1].date", IN_THE_FUTURE),
        ({"births": [{"from": 1599}]}, "births[0].from", NOT_A_YEAR),
        ({"births": [{"from": "19x0"}]}, "births[0].from", NOT_A_YEAR),
        ({"births": [{"from": 2027}]}, "births[0].from", IN_THE_FUTURE),
        ({"births": [{"from": 1970, "to": 1969}]}, "births[0].to", BEFORE_FROM),
        ({"births": [{"date": "1970"}] * 101}, "births", "more than 100 births"),
        ({"sex": "woman"}, "sex", NOT_A_SEX),
        ({"nationalities": ["UTO", "Utopia"]}, "nationalities[1]", NOT_A_STATE),
        ({"birth_place": "x" * 201}, "birth_place", "longer than 200 characters"),
        ({"documents": [{}]}, "documents[0].number", REQUIRED),
        ({"documents": [{"number": "--"}]}, "documents[0].number", NO_CHARACTER),
        ({"documents": [{"number": "x" * 41}]}, "documents[0].number", "longer than 40 characters"),
        ({"documents": [{"number": "A1", "issuing_state": "9"}]}, "documents[0].issuing_state", NOT_A_STATE),
        ({"documents": [{"number": "A1"}] * 201}, "documents", "more than 200 documents"),
        ({"purpose": "x" * 501}, "purpose", "longer than 500 characters"),
        ({"review_date": "2030-01"}, "review_date", NOT_A_DATE),
        ({"state": "gone"}, "state", NOT_A_WORD),
    ],
)  # fmt: skip
def test_each_rule_names_the_field(
    fields: dict[str, Any], field: str, reason: str
) -> None:
    """The first fault of a row is told with the way to it."""
    with pytest.raises(Faulty) as fault:
        record_of(**fields)

    assert (fault.value.field, fault.value.reason) == (field, reason)


@pytest.mark.parametrize(
    ("given_as", "kept"),
    [("M", "M"), ("female", "F"), ("x", "X"), ("U", None), ("unknown", None)],
)
def test_sexes_and_their_spellings(given_as: str, kept: str | None) -> None:
    """What is not known is absent."""
    assert record_of(sex=given_as).sex == kept


def test_names_that_compare_to_nothing_may_stand_beside_others() -> None:
    """One name is enough to be found by; a sign among them harms nobody."""
    names = record_of(names=[{"full": "☺"}, {"full": "安娜"}]).names

    assert [name.full for name in names] == ["☺", "安娜"]


@pytest.mark.parametrize("op", [None, "", "replace"])
def test_a_change_says_what_it_is(op: str | None) -> None:
    """`op` is put or withdraw."""
    row = msgspec.convert({"op": op, **person()}, PersonChangeRow)
    with pytest.raises(Faulty) as fault:
        PersonRules(delta=True, today="2026-11-22").judged(ReadPerson(1, row, b""))

    assert fault.value.field == "op"


def test_a_withdrawal_needs_its_name_alone() -> None:
    """Owner and reference; nothing else is looked at."""
    row = PersonChangeRow(op="withdraw", record_id="1", owner="UTO", notice="?")
    found = PersonRules(delta=True, today="2026-11-22").judged(ReadPerson(7, row, b""))

    assert (found.line, found.record_id, found.owner) == (7, "1", "UTO")
    assert found.record is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*FULL, "full", "date", "from"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(FULL)), JSON))
def test_any_row_is_a_record_or_has_a_fault(fields: dict[str, Any]) -> None:
    """Whatever is in a row that could be read, it is judged."""
    try:
        row = msgspec.convert(person(**fields), PersonRow)
    except msgspec.ValidationError:
        return
    found: object
    try:
        found = RULES.record(row)
    except Faulty as fault:
        found = fault
    if isinstance(found, Faulty):
        assert found.field
        assert found.reason
    else:
        assert isinstance(found, PersonRecord)
        assert found.names
