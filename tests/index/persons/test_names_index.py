"""Who is found by a name, in what order, and who is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.errors import DamagedTable
from screening.index.persons.names_index import NamesIndex
from screening.index.persons.weights import EVEN_BITS
from screening.queries import PersonQuery
from screening.records import (
    Birth,
    NameKind,
    NoticeState,
    PersonName,
    PersonRecord,
)
from screening.storage.segments import Segment
from tests.index.persons.listed import (
    ALL,
    DAY,
    are_falling,
    best,
    bits,
    born,
    candidates,
    index_of,
    listed,
    segment,
    weak,
)

OTHERS = [
    listed("A", "Balthasar Oxenstierna"),
    listed("B", "Gunhild Wachtmeister"),
    listed("C", "Mohammed Abdulrahman Al-Farouk"),
    listed("D", "Nguyen Van Minh"),
    listed("E", "Konstantin Dobroslavsky"),
    listed("F", "Esperanza Villanueva Quintero"),
    listed("G", "Kim Min-jun"),
    listed("H", "Robert Thistlewood"),
    listed("I", "Wang Xiaoming"),
    listed("J", "Jean-Pierre Lagardelle"),
]


@pytest.fixture(scope="module")
def index() -> NamesIndex:
    return index_of(*OTHERS)


def cut(primary: str, secondary: str) -> PersonQuery:
    return PersonQuery(
        primary=primary, secondary=secondary, from_zone=True, name_truncated=True
    )


@pytest.mark.parametrize(
    ("asked", "record_id"),
    [
        pytest.param("Balthasar Oxenstierna", "A", id="exact"),
        pytest.param("OXENSTIERNA BALTHASAR", "A", id="swapped"),
        pytest.param("Oxenstierna, Balthasar", "A", id="halves swapped"),
        pytest.param("Baltasar Oxenstjerna", "A", id="misspelt"),
        pytest.param("Balthasar Oxentsierna", "A", id="two letters swapped"),
        pytest.param("Balthasr Oxenstierna", "A", id="a letter left out"),
        pytest.param("B. Oxenstierna", "A", id="an initial"),
        pytest.param("Balt Hasar Oxenstierna", "A", id="split"),
        pytest.param("Oxen Stierna Balthasar", "A", id="family name split"),
        pytest.param("Esperanza Villanuevaquintero", "F", id="joined"),
        pytest.param("Esperanza Quintero", "F", id="a part left out"),
        pytest.param("Esperanza Maria Villanueva Quintero", "F", id="a part more"),
        pytest.param("Mohamed Abdul Rahman Faruq", "C", id="another spelling"),
        pytest.param("محمد عبد الرحمن الفاروق", "C", id="arabic"),
        pytest.param("Константин Доброславский", "E", id="cyrillic"),
        pytest.param("Bob Thistlewood", "H", id="a nickname"),
        pytest.param("王小明", "I", id="han"),
        pytest.param("김민준", "G", id="hangul"),
        pytest.param("NGUYEN VAN MINH", "D", id="capitals"),
        pytest.param("Nguyễn Văn Minh", "D", id="accents"),
        pytest.param("Jean Pierre Lagardelle", "J", id="no hyphen"),
        pytest.param("Jeanpierre Lagardelle", "J", id="halves joined"),
        pytest.param("Dr. Gunhild Wachtmeister", "B", id="a title"),
    ],
)
def test_a_person_is_found_however_the_name_is_written(
    index: NamesIndex, asked: str, record_id: str
) -> None:
    """First among ten others, and more likely the same person than not."""
    found = bits(index, asked)

    assert next(iter(found)) == record_id
    assert found[record_id] > EVEN_BITS


@pytest.mark.parametrize(
    ("asked", "record_id"),
    [
        (cut("OXENSTIERNA", "BALTHA"), "A"),
        (cut("OXENSTI", "BALTHASAR"), "A"),
        (cut("VILLANUEVA QUINTERO", "ESPER"), "F"),
        (cut("VILLANUEVA QUIN", "ESPERANZA"), "F"),
        (cut("WACHTMEIST", "GUNHI"), "B"),
    ],
)
def test_a_name_that_its_zone_cut_is_found(
    index: NamesIndex, asked: PersonQuery, record_id: str
) -> None:
    """A part that may go on is like all that begin with it; one that may not is less."""
    whole = PersonQuery(primary=asked.primary, secondary=asked.secondary)
    found = bits(index, asked)

    assert next(iter(found)) == record_id
    assert found[record_id] > bits(index, whole).get(record_id, ALL)


@pytest.mark.parametrize(
    "name", ["Ottokar Quastenflosser", "Zbigniew Trzaskowska", "Xu Li", "Q"]
)
def test_nobody_is_found_who_is_not_listed(index: NamesIndex, name: str) -> None:
    """Whoever is compared at all is more likely somebody else."""
    assert all(each < EVEN_BITS for each in bits(index, name).values())


def test_the_more_a_name_differs_the_less_it_speaks_for() -> None:
    """As listed, one letter other, an initial alone, half of it, another name."""
    index = index_of(listed("1", "Balthasar Oxenstierna"))
    asked = [
        *("Balthasar Oxenstierna", "Balthasar Oxenstjerna", "B Oxenstierna"),
        *("Gottfried Oxenstierna", "Gottfried Wachtmeister"),
    ]

    assert are_falling([bits(index, name).get("1", ALL) for name in asked])


def test_namesakes_come_in_the_order_of_what_else_is_known() -> None:
    """Same birth date, then one digit off, the year, nothing known, another one."""
    dates = {
        "same": "1974-08-12",
        "digit": "1974-08-13",
        "year": "1974",
        "none": None,
        "other": "1959-03-27",
    }
    people = [
        listed(key, "Gunhild Wachtmeister", births=born(day) if day else ())
        for key, day in dates.items()
    ]
    query = PersonQuery(full="Gunhild Wachtmeister", birth_date="1974-08-12")
    found = bits(index_of(*reversed(people)), query)

    assert list(found) == list(dates)
    assert are_falling(found.values())


@pytest.mark.parametrize(
    ("field", "asked", "same", "other"),
    [
        ("nationalities", {"nationality": "UTO"}, ("UTO",), ("D",)),
        ("sex", {"sex": "F"}, "F", "M"),
        ("birth_place", {"birth_place": "Zenith"}, "Port of Zenith", "Nadir"),
    ],
)
def test_what_is_known_beside_a_name_speaks_for_or_against(
    field: str, asked: dict[str, str], same: object, other: object
) -> None:
    """The same, nothing known, another; where nothing was asked all are alike."""
    name = "Gunhild Wachtmeister"
    people = [
        listed("other", name, **{field: other}),
        listed("none", name),
        listed("same", name, **{field: same}),
    ]
    index = index_of(*people)
    found = bits(index, PersonQuery(full=name, **asked))  # type: ignore[arg-type]

    assert list(found) == ["same", "none", "other"]
    assert are_falling(found.values())
    assert len(set(bits(index, name).values())) == 1


def test_a_birth_date_finds_whom_the_name_alone_would_not() -> None:
    """Persons born on the day asked are compared whatever their names."""
    index = index_of(
        listed("1", "Hieronymus Oxenstierna", births=born("1974-08-12")),
        listed("2", "Hieronymus Oxenstierna", births=born("1959-03-27")),
    )
    query = PersonQuery(full="Ottokar Hieronimuss", birth_date="1974-08-12")

    assert "1" in bits(index, query)
    assert "1" in bits(
        index, PersonQuery(full="Ottokar Hieronimuss", birth_date="1974-12-08")
    )


def test_a_weak_alias_speaks_less() -> None:
    """Than the same name as an alias proper; either finds."""
    index = index_of(
        listed("proper", "Balthasar Oxenstierna", "Gunnar Lagardelle"),
        listed("weak", "Balthasar Oxenstierna", weak("Gunnar Lagardelle")),
    )
    found = bits(index, "Gunnar Lagardelle")

    assert list(found) == ["proper", "weak"]
    assert are_falling(found.values())


def test_any_of_the_names_of_a_person_finds_it_once() -> None:
    """With the bits of the best of them."""
    names = ("Balthasar Oxenstierna", "Baltasar Oxenstjerna", "Gunnar Lagardelle")
    index = index_of(listed("1", *names), listed("2", names[2]))
    query = PersonQuery(full=names[0])

    assert [best(index, name) for name in names[:2]] == ["1", "1"]
    assert set(bits(index, names[2])) == {"1", "2"}
    assert len(candidates(index, query)) == 1
    assert bits(index, query)["1"] == bits(index_of(listed("1", names[0])), query)["1"]


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        ({}, True),
        ({"state": NoticeState.UNDER_REVIEW}, True),
        ({"state": NoticeState.DRAFT}, False),
        ({"state": NoticeState.CANCELLED}, False),
        ({"review_date": "2026-11-20"}, False),
        ({"review_date": "2026-11-21"}, True),
        ({"review_date": "2026-11"}, True),
        ({"review_date": "2026-10"}, False),
        ({"review_date": "2025"}, False),
        ({"review_date": "2031"}, True),
    ],
)
def test_who_is_not_to_be_answered_is_not_found(
    fields: dict[str, object], *, answered: bool
) -> None:
    """Drafts, the cancelled, and those past their review: not by name, not by birth."""
    name = "Balthasar Oxenstierna"
    index = index_of(listed("1", name, births=born("1974-08-12"), **fields))
    query = PersonQuery(full=name, birth_date="1974-08-12")

    assert ("1" in bits(index, query)) is answered
    assert ("1" in bits(index, PersonQuery(full=name))) is answered


def test_a_review_date_passes() -> None:
    """Answered on the day itself, and never after."""
    index = index_of(listed("1", "Gunhild Wachtmeister", review_date="2026-11-21"))

    assert bits(index, "Gunhild Wachtmeister", today=DAY)
    assert not bits(index, "Gunhild Wachtmeister", today=DAY + 1)


def test_a_newer_segment_says_what_counts() -> None:
    """Put anew, withdrawn, put again: the last one; the old name finds nobody."""
    old, new = "Balthasar Oxenstierna", "Gunhild Wachtmeister"
    other = listed("2", "Konstantin Dobroslavsky")
    first = segment([listed("1", old), other])
    second, third = segment([listed("1", new)]), segment([], gone=["1"])
    found = [
        (set(bits(NamesIndex(held), old)), set(bits(NamesIndex(held), new)))
        for held in (
            [first],
            [first, second],
            [first, second, third],
            [first, third],
            [first, third, second],
            [first, second, third, segment([listed("1", old)])],
        )
    ]

    assert found == [
        *(({"1"}, set()), (set(), {"1"}), (set(), set())),
        *((set(), set()), (set(), {"1"}), ({"1"}, set())),
    ]
    assert "2" in bits(NamesIndex([first, second, third]), "Konstantin Dobroslavsky")


def test_of_one_segment_the_last_of_a_name_counts() -> None:
    """Put twice, or put and withdrawn, in one delta: as if one after the other."""
    old, new = "Balthasar Oxenstierna", "Gunhild Wachtmeister"
    twice = NamesIndex([segment([listed("1", old), listed("1", new)])])
    gone = NamesIndex([segment([listed("1", old)], gone=["1"])])

    assert (bits(twice, old), set(bits(twice, new))) == ({}, {"1"})
    assert bits(gone, old) == {}


def test_owners_are_told_apart_however_they_are_spelt() -> None:
    """One reference under two owners is two persons; D and DEU are one owner."""
    name = "Balthasar Oxenstierna"
    two = index_of(listed("1", name), listed("1", name, owner="XXA"))
    one = index_of(listed("1", name, owner="D"), listed("1", name, owner="DEU"))

    assert len(candidates(two, PersonQuery(full=name))) == 2
    assert len(candidates(one, PersonQuery(full=name))) == 1


@settings(max_examples=20, deadline=None)
@given(st.permutations(list("abcdefgh")), st.integers(0, 8))
def test_ties_go_by_name_whatever_the_order(order: list[str], split: int) -> None:
    """Namesakes of whom nothing is known: each copy answers in one order."""
    people = [listed(key, "Gunhild Wachtmeister") for key in order]
    held = [segment(people[:split]), segment(people[split:])]

    assert list(bits(NamesIndex(held), "Gunhild Wachtmeister")) == sorted(order)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([p.names[0].full or "" for p in OTHERS]), st.floats(-30, 30))
def test_nobody_is_left_out_for_whom_enough_speaks(name: str, least: float) -> None:
    """With *least*: those who have as much without it, and nobody else."""
    index = index_of(*OTHERS, listed("Z", "Konstanze Wachtmeister"))
    everybody = bits(index, name)
    found = bits(index, name, least=least)

    assert found == {key: each for key, each in everybody.items() if each >= least}


def test_a_search_leaves_nothing_behind_for_the_next(index: NamesIndex) -> None:
    """The same question, with others in between, has the same answer to the bit."""
    names = [record.names[0].full or "" for record in OTHERS]
    first = [bits(index, name) for name in names]

    assert [bits(index, name) for name in reversed(names)] == first[::-1]


def test_nobody_listed_is_no_trouble() -> None:
    """No segment, an empty one, and one that only withdraws: nobody is found."""
    query = PersonQuery(full="Gunhild Wachtmeister", birth_date="1974-08-12")
    held: list[list[Segment]] = [[], [segment([])], [segment([], gone=["1"])]]

    assert [bits(NamesIndex(each), query) for each in held] == [{}, {}, {}]


def test_names_made_comparable_in_another_way_are_refused() -> None:
    """A segment of other software is told to be loaded again, never compared."""
    held = segment(OTHERS)
    arrays = {**held.arrays, "version": held.arrays["version"] + 1}

    with pytest.raises(DamagedTable, match="load it again"):
        NamesIndex([Segment("s", arrays)])


def test_a_person_of_every_kind_is_held() -> None:
    """No birth that can be used, two nations, a name in an original script."""
    record: PersonRecord = listed(
        "1",
        PersonName(kind=NameKind.ORIGINAL_SCRIPT, full="王小明"),
        PersonName(primary="Wang", secondary="Xiaoming"),
        births=(Birth(about=True), Birth(from_year=1957, to_year=1960)),
        nationalities=("CHN", "chn", "UTO", ""),
        sex="X",
        birth_place="",
    )
    query = PersonQuery(full="Wang Xiaoming", birth_date="1958", nationality="UTO")

    assert bits(index_of(record), query)["1"] > EVEN_BITS
