"""A person's record comes back from its bytes as it was filed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import DamagedTable
from screening.index.persons.codec import decode_person, encode_person, fields_of
from screening.records import (
    Birth,
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonName,
    PersonRecord,
)
from tests.world import listed_person

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | texts
years = st.none() | st.integers(1850, 2030)
names = st.builds(
    PersonName,
    kind=st.sampled_from(NameKind),
    full=maybe,
    primary=maybe,
    secondary=maybe,
)
births = st.builds(
    Birth, date=maybe, from_year=years, to_year=years, about=st.booleans()
)
tied = st.builds(PersonDocument, number=texts, type=maybe, issuing_state=maybe)
persons = st.builds(
    PersonRecord,
    record_id=texts,
    owner=texts,
    notice=st.sampled_from(Notice),
    names=st.lists(names, min_size=1, max_size=4).map(tuple),
    births=st.lists(births, max_size=3).map(tuple),
    sex=st.sampled_from([None, "M", "F", "X"]),
    nationalities=st.lists(texts, max_size=3).map(tuple),
    birth_place=maybe,
    documents=st.lists(tied, max_size=3).map(tuple),
    purpose=maybe,
    cautions=maybe,
    review_date=maybe,
    remarks=maybe,
    state=st.sampled_from(NoticeState),
)


@given(persons)
def test_a_person_comes_back_as_filed(record: PersonRecord) -> None:
    """Every field, whatever is in it; and no value parts a block or a line."""
    value = encode_person(record)

    assert decode_person(value) == record
    assert not {0, 10} & {*value}


def test_fields_are_called_as_in_the_contract() -> None:
    """`from` and `to`; what was left out is not there; a valid state is not said."""
    record = listed_person(
        births=(Birth(from_year=1957, to_year=1960, about=True),),
        documents=(),
        sex=None,
    )
    said = json.loads(json.dumps(fields_of(record)))

    assert said["births"] == [{"from": 1957, "to": 1960, "about": True}]
    assert said["names"][0] == {
        "kind": "primary",
        "primary": "Eriksson",
        "secondary": "Anna Maria",
    }
    assert not {"documents", "sex", "state", "review_date"} & said.keys()


@pytest.mark.parametrize("state", list(NoticeState)[1:])
def test_a_state_that_is_not_valid_is_said(state: NoticeState) -> None:
    """A draft, a doubted and a cancelled notice stay what they are."""
    record = listed_person(state=state)

    assert fields_of(record)["state"] is state
    assert decode_person(encode_person(record)) == record


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"1",
        b"9{}",
        b"1{}",
        b"1[]",
        b"1null",
        b"1\xff\xfe",
        b'1{"record_id":"1","owner":"UTO","notice":"?","names":[]}',
        b'1{"record_id":1,"owner":"UTO","notice":"blue","names":[]}',
    ],
)
def test_garbled_values_are_damage_not_records(value: bytes) -> None:
    """Bytes that are no record raise DamagedTable, never another error."""
    with pytest.raises(DamagedTable):
        decode_person(value)


@given(st.binary(max_size=80), st.integers(0, 200), st.integers(0, 80))
def test_spoiled_values_are_damage_or_records(noise: bytes, at: int, gone: int) -> None:
    """Whatever bytes lie where a record was: a record or DamagedTable comes of it."""
    value = encode_person(listed_person())
    spoiled = value[:at] + noise + value[at + gone :]
    try:
        found = decode_person(spoiled)
    except DamagedTable:
        return

    assert isinstance(found, PersonRecord)


def test_a_value_cut_anywhere_is_damage() -> None:
    """No part of a record is a record."""
    value = encode_person(listed_person())
    for cut in range(len(value)):
        with pytest.raises(DamagedTable):
            decode_person(value[:cut])
