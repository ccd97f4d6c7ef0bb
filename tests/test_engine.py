"""The engine over real generations: what is found, what is said of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.engine import Engine
from screening.errors import InvalidQuery, NoFeedLoaded, NoSuchRecord
from screening.index import documents
from screening.opening import open_engine
from screening.queries import Answer, DocumentQuery, Entry, Match, VehicleQuery
from screening.records import Database, DocumentStatus
from screening.storage.table import ENTRIES, Table
from tests.holding import change, hold, put, withdraw
from tests.world import (
    ERIKSSON_TD1,
    ERIKSSON_TD3,
    NOW,
    stolen_car,
    stolen_passport,
    stolen_series,
)


class Clock:
    """A clock that is told the time."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        """Return the time it was told."""
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path, clock: Clock) -> Iterator[Engine]:
    hold(
        tmp_path,
        [
            stolen_passport(),
            stolen_passport(
                record_id="UTO-2", document_number="D23145890734", document_type="I"
            ),
            stolen_passport(record_id="UTO-3", document_number="123456789"),
            stolen_passport(
                record_id="UTO-4", document_number="B7", review_date="2026-11-20"
            ),
            stolen_series("X0001000", "X0001999"),
        ],
    )
    hold(tmp_path, [stolen_car()], feed="cars", database=Database.VEHICLES)
    with open_engine(tmp_path, now=clock) as engine:
        yield engine


def ask(
    engine: Engine,
    number: str,
    state: str = "UTO",
    **more: Any,  # noqa: ANN401  # any field
) -> tuple[Answer, list[Match]]:
    query = DocumentQuery(
        document_number=number,
        issuing_state=state,
        **more,
    )
    screening = engine.screen_document(query)
    return screening.answer, [hit.match for hit in screening.hits]


@pytest.mark.parametrize(
    ("number", "more", "expected"),
    [
        ("l898902-c3<", {}, (Answer.HIT, [Match.EXACT])),
        ("L898902C3", {"document_type": "PD"}, (Answer.HIT, [Match.EXACT])),
        ("L898902C3", {"document_type": "visa"}, (Answer.HIT, [Match.TYPE_DIFFERS])),
        ("L898902C4", {}, (Answer.NO_RECORD, [])),
        ("D23145890", {}, (Answer.HIT, [Match.TRUNCATED_NUMBER])),
        ("123456789XYZ", {}, (Answer.HIT, [Match.TRUNCATED_NUMBER])),
        ("D23145890735", {}, (Answer.NO_RECORD, [])),
        ("X0001000", {}, (Answer.HIT, [Match.SERIES])),
        ("X0001999", {}, (Answer.HIT, [Match.SERIES])),
        ("X0002000", {}, (Answer.NO_RECORD, [])),
        ("Q1", {"book_serial": "X0001500"}, (Answer.HIT, [Match.SERIES])),
        ("Q1", {"book_serial": "L898902C3"}, (Answer.NO_RECORD, [])),
        ("L8989O2C3", {}, (Answer.NO_RECORD, [])),
        (
            "L8989O2C3",
            {"entry": Entry.TYPED},
            (Answer.POSSIBLE, [Match.POSSIBLE_MISREAD]),
        ),
        ("B7", {}, (Answer.NO_RECORD, [])),
    ],
)
def test_each_match_is_found_and_named(
    engine: Engine,
    number: str,
    more: dict[str, Any],
    expected: tuple[Answer, list[Match]],
) -> None:
    """Every kind of match of the feed contract, and what comes close to one."""
    assert ask(engine, number, **more) == expected


def test_the_same_number_under_another_state_is_no_hit(engine: Engine) -> None:
    """Nine digits are shared by many States; aliases of one State are one."""
    assert ask(engine, "L898902C3", "USA") == (Answer.NO_RECORD, [])


def test_a_misread_says_which_characters_differ(engine: Engine) -> None:
    """The officer is shown where to look."""
    query = DocumentQuery(
        document_number="L8989O2C3", issuing_state="UTO", entry=Entry.DIGIT_FAILED
    )

    assert engine.screen_document(query).hits[0].changed_positions == (6,)


def test_an_mrz_is_read_and_screened(engine: Engine) -> None:
    """One reading gives the card: fields, digits, hit, and what was not searched."""
    screening = engine.screen_mrz(ERIKSSON_TD3)

    assert screening.answer is Answer.HIT
    assert screening.reading is not None
    assert screening.reading.check_digits["document_number"] is True
    assert screening.gaps == ("persons: no feed of this database is loaded here",)


def test_a_failed_digit_looks_for_the_misread_number(engine: Engine) -> None:
    """A zero read as O fails its digit, and the listed number is found as possible."""
    wrong = (ERIKSSON_TD3[0], ERIKSSON_TD3[1].replace("L898902C3", "L8989O2C3"))

    screening = engine.screen_mrz(wrong)

    assert screening.answer is Answer.POSSIBLE
    assert screening.hits[0].match is Match.POSSIBLE_MISREAD


def test_an_answer_tells_feed_revision_and_age(engine: Engine, clock: Clock) -> None:
    """Age grows with the clock, and past its promise the feed is stale."""
    clock.time = NOW + timedelta(hours=49)

    [searched] = engine.screen_mrz(ERIKSSON_TD1).searched

    assert (searched.feed, searched.revision) == ("lost", 1)
    assert (searched.age_s, searched.stale) == (49 * 3600, True)


def test_a_clock_set_back_makes_nothing_younger_than_new(
    engine: Engine, clock: Clock
) -> None:
    """A clock before the data's own time gives age 0, not a negative one."""
    clock.time = NOW - timedelta(hours=1)

    assert engine.screen_mrz(ERIKSSON_TD1).searched[0].age_s == 0


def test_vehicles_are_found_by_each_mark(engine: Engine) -> None:
    """VIN with O for 0, plate as spelt elsewhere, engine number."""
    asked = [
        VehicleQuery(vin="1M8GDM9AXKPO42788"),
        VehicleQuery(plate="ut 123-ab", plate_state="UTO"),
        VehicleQuery(engine_number="EN-998877"),
        VehicleQuery(plate="UT123AB", plate_state="USA"),
    ]

    found = [engine.screen_vehicle(query) for query in asked]

    assert [s.hits[0].matched_on if s.hits else None for s in found] == [
        "vin",
        "plate",
        "engine_number",
        None,
    ]


def test_nothing_loaded_is_an_error_not_an_answer(tmp_path: Path) -> None:
    """Without a feed there is no "no record"."""
    with open_engine(tmp_path) as engine, pytest.raises(NoFeedLoaded):
        engine.screen_mrz(ERIKSSON_TD3)


@pytest.mark.parametrize(("number", "state"), [("--", "UTO"), ("A1", "12"), ("", "")])
def test_a_question_that_cannot_be_looked_up_names_the_field(
    engine: Engine, number: str, state: str
) -> None:
    """No number or no State: an error, never "no record"."""
    with pytest.raises(InvalidQuery) as caught:
        ask(engine, number, state)

    assert caught.value.field in {"document_number", "issuing_state"}


def test_a_hit_is_fetched_again_by_its_name(engine: Engine) -> None:
    """Names of documents, series and vehicles lead back to their records."""
    hits = [
        engine.screen_mrz(ERIKSSON_TD3).hits[0],
        engine.screen_document(
            DocumentQuery(document_number="X0001500", issuing_state="UTO")
        ).hits[0],
        engine.screen_vehicle(VehicleQuery(vin="1M8GDM9AXKP042788")).hits[0],
    ]

    for hit in hits:
        assert engine.record(hit.name)[0] == hit.record


@pytest.mark.parametrize(
    "name",
    [
        "",
        "feeds/lost/documents/A.B",
        "feeds/none/documents/L898902C3.UTO.UTO.UTO-1",
        "feeds/lost/documents/L898902C4.UTO.UTO.UTO-1",
        "feeds/lost/documents/B7.UTO.UTO.UTO-4",
        "feeds/lost/documents/" + "X" * 5000 + ".UTO.UTO.1",
        "feeds/cars/vehicles/UTO.nobody",
        "feeds/cars/vehicles/",
    ],
)
def test_names_of_nothing_are_no_record(engine: Engine, name: str) -> None:
    """Garbled, foreign, expired or huge names raise NoSuchRecord."""
    with pytest.raises(NoSuchRecord):
        engine.record(name)


def test_a_delta_is_seen_by_an_open_engine(engine: Engine, tmp_path: Path) -> None:
    """Put, correct, withdraw: each is visible at the next question."""
    blank = stolen_series("Y100", "Y200", record_id="UTO-Y")
    new = stolen_passport(record_id="UTO-9", document_number="N1")
    lost = stolen_passport(status=DocumentStatus.LOST)

    change(tmp_path, [put(new), put(blank), put(lost)], revision=2)
    after = ask(engine, "N1"), ask(engine, "Y150"), engine.screen_mrz(ERIKSSON_TD3)
    change(tmp_path, [withdraw(new), withdraw(blank), withdraw(lost)], revision=3)
    gone = ask(engine, "N1"), ask(engine, "Y150"), ask(engine, "L898902C3")

    assert after[0] == (Answer.HIT, [Match.EXACT])
    assert after[1] == (Answer.HIT, [Match.SERIES])
    assert [hit.record for hit in after[2].hits] == [lost]
    assert after[2].searched[0].revision == 2
    assert gone == ((Answer.NO_RECORD, []),) * 3


def test_a_vehicle_that_changes_its_plate_is_found_by_the_new_one(
    engine: Engine, tmp_path: Path
) -> None:
    """A put replaces what was filed under the record's old marks."""
    change(tmp_path, [put(stolen_car(plate="NEW 1"))], revision=2, feed="cars")

    old = engine.screen_vehicle(VehicleQuery(plate="UT123AB", plate_state="UTO"))
    new = engine.screen_vehicle(VehicleQuery(plate="NEW1", plate_state="UTO"))
    assert (old.answer, new.answer) == (Answer.NO_RECORD, Answer.HIT)


def test_a_batch_is_answered_sparsely(engine: Engine) -> None:
    """Hits, possible misreads and unreadable items by index; the rest is silence."""
    items: list[DocumentQuery | Sequence[str]] = [
        DocumentQuery(document_number="CLEAN1", issuing_state="UTO"),
        ERIKSSON_TD3,
        DocumentQuery(document_number="", issuing_state="UTO"),
        ("not an mrz",),
        DocumentQuery(document_number="X0001500", issuing_state="UTO"),
        DocumentQuery(
            document_number="L8989O2C3", issuing_state="UTO", entry=Entry.TYPED
        ),
        ERIKSSON_TD1,
    ]

    batch = engine.screen_batch(items)

    answers = {i.index: i.screening.answer for i in batch.items if i.screening}
    errors = {i.index: i.error_field for i in batch.items if i.error}
    assert answers == {
        1: Answer.HIT,
        4: Answer.HIT,
        5: Answer.POSSIBLE,
        6: Answer.HIT,  # nine characters, and a longer number is listed
    }
    assert errors == {2: "document_number", 3: "mrz"}
    assert batch.asked == 7
    assert [s.feed for s in batch.searched] == ["lost"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (DocumentQuery(document_number="A1", issuing_state="QQQ"), "issuing_state"),
        (VehicleQuery(plate="A 1", plate_state="QQQ"), "plate_state"),
        (VehicleQuery(plate="A 1"), "plate_state"),
    ],
)
def test_a_state_nobody_knows_is_refused_where_it_was_typed(
    engine: Engine, query: DocumentQuery | VehicleQuery, field: str
) -> None:
    """A mistyped State would find nothing: the field and the cure are named."""
    screen: Any = engine.screen_vehicle
    if isinstance(query, DocumentQuery):
        screen = engine.screen_document

    with pytest.raises(InvalidQuery) as caught:
        screen(query)

    assert caught.value.field == field


def test_a_state_nobody_knows_is_looked_up_and_flagged_where_it_was_read(
    engine: Engine,
) -> None:
    """A machine may have misread the State: the reading says so, the look-up is done."""
    screening = engine.screen_mrz(tuple(x.replace("UTO", "QQQ") for x in ERIKSSON_TD3))

    assert screening.answer is Answer.NO_RECORD
    assert screening.reading is not None
    assert any(text.startswith("issuing_state") for text in screening.reading.warnings)


def test_a_feed_that_cannot_be_served_is_a_stated_gap(
    engine: Engine, tmp_path: Path
) -> None:
    """An answer from the other feeds says what was not searched; so does a batch."""
    hold(tmp_path, [stolen_passport()], feed="national")
    (tmp_path / "feeds/national/gen-000001/manifest.json").write_text("{}")
    engine.catalog.refresh()

    single = engine.screen_document(
        DocumentQuery(document_number="CLEAN1", issuing_state="UTO")
    )
    batch = engine.screen_batch([ERIKSSON_TD3])
    assert any("national" in gap for gap in single.gaps)
    assert any("national" in gap for gap in batch.gaps)


@pytest.mark.parametrize(
    "number", ["\u0141898902C3", "\u65e5L898902C3", "L89\0", "A" * 41]
)
def test_another_number_than_was_given_is_not_looked_up(
    engine: Engine, number: str
) -> None:
    """A letter nobody knows is not dropped in silence: the rest is another number."""
    with pytest.raises(InvalidQuery) as caught:
        ask(engine, number)

    assert caught.value.field == "document_number"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (VehicleQuery(vin="***", engine_number="EN 1"), "vin"),
        (VehicleQuery(vin="1M8", plate="--", plate_state="UTO"), "plate"),
    ],
)
def test_a_mark_with_nothing_in_it_is_not_passed_over(
    engine: Engine, query: VehicleQuery, field: str
) -> None:
    """An answer covers all that was asked, or there is none."""
    with pytest.raises(InvalidQuery) as caught:
        engine.screen_vehicle(query)

    assert caught.value.field == field


def test_a_look_alike_within_a_series_is_possible(engine: Engine) -> None:
    """X000I500 may be X0001500, which lies among the stolen blanks."""
    assert ask(engine, "X000I500", entry=Entry.TYPED) == (
        Answer.POSSIBLE,
        [Match.POSSIBLE_MISREAD],
    )


def test_many_longer_numbers_hide_neither_the_exact_one_nor_a_clean_one(
    engine: Engine, tmp_path: Path
) -> None:
    """Aliases are compared for cut numbers only, and after the entries proper."""
    longer = [
        stolen_passport(record_id=f"L{i}", document_number=f"777777777{i:04d}")
        for i in range(1_100)
    ]
    change(tmp_path, [put(record) for record in longer], revision=2)
    exact = stolen_passport(record_id="E", document_number="777777777")
    change(tmp_path, [put(exact)], revision=3)

    assert ask(engine, "777777777ABCD") == (Answer.HIT, [Match.TRUNCATED_NUMBER])
    assert ask(engine, "777777777")[1][0] is Match.EXACT
    change(tmp_path, [withdraw(exact)], revision=4)
    assert ask(engine, "777777777ABCD") == (Answer.NO_RECORD, [])


def test_what_one_feed_cannot_tell_does_not_hide_what_another_does(
    engine: Engine, tmp_path: Path
) -> None:
    """A thousand expired records under one key: the other feed's hit is shown."""
    gone = [
        stolen_passport(record_id=f"G{i}", review_date="2020-01-01")
        for i in range(1_100)
    ]
    hold(tmp_path, gone, feed="aged")
    engine.catalog.refresh()

    screening = engine.screen_mrz(ERIKSSON_TD3)
    [item] = engine.screen_batch([ERIKSSON_TD3]).items

    assert screening.answer is Answer.HIT
    assert any("aged" in gap for gap in screening.gaps)
    assert item.screening is not None
    assert (item.screening.answer, item.screening.cut) == (Answer.HIT, True)


def test_a_digit_in_the_state_of_a_zone_is_a_letter_misread(engine: Engine) -> None:
    """UT0 is UTO: State fields hold letters only."""
    lines = tuple(line.replace("UTO", "UT0") for line in ERIKSSON_TD3)

    assert engine.screen_mrz(lines).answer is Answer.HIT


def test_a_name_in_a_feed_that_cannot_be_served_is_not_said_to_be_unknown(
    engine: Engine, tmp_path: Path
) -> None:
    """It could not be looked up, which is another thing."""
    name = engine.screen_mrz(ERIKSSON_TD3).hits[0].name
    (tmp_path / "feeds/lost/gen-000001/DAMAGED").write_text("a page is gone")
    engine.catalog.refresh()

    with pytest.raises(NoFeedLoaded):
        engine.record(name)


def test_a_garbled_record_condemns_its_generation(
    engine: Engine, tmp_path: Path
) -> None:
    """The generation before answers, in every process, and it is said."""
    hold(tmp_path, [stolen_passport()], revision=2)
    engine.catalog.refresh()
    table = Table.open(tmp_path / "feeds/lost/gen-000002/table.mdb")
    with table.writing() as txn:
        key = documents.entries(stolen_passport())[0][0]
        txn.put(key, b"9garbled", db=table.databases[ENTRIES])

    screening = engine.screen_mrz(ERIKSSON_TD3)

    assert screening.answer is Answer.HIT
    assert screening.searched[0].revision == 1
    assert any("served instead" in problem for problem in engine.status().problems)
