"""How filters were used is counted: what they denied, what passed, and what did in vain."""

from datetime import datetime
from pathlib import Path

from screening.engine import Engine
from screening.opening import open_engine
from screening.queries import DocumentQuery, Entry
from screening.records import Database
from screening.standing import FilterUse
from tests.holding import change, hold, withdraw
from tests.world import NOW, listed_person, stolen_passport

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
ABSENT = DocumentQuery(document_number="X1234567", issuing_state="UTO")


def now() -> datetime:
    return NOW


def use(engine: Engine, feed: str = "lost") -> FilterUse:
    """Return how the filters of *feed* were used."""
    (found,) = [each for each in engine.filter_uses.now() if each.feed == feed]
    return found


def test_questions_without_a_record_are_denied(tmp_path: Path) -> None:
    """Alone, and in batches."""
    hold(tmp_path, [stolen_passport()])
    with open_engine(tmp_path, now=now) as engine:
        for _ in range(5):
            engine.screen_document(ABSENT)
        engine.screen_batch([ABSENT] * 4)

        assert use(engine) == FilterUse(feed="lost", denied=9)


def test_a_record_is_a_key_that_passed(tmp_path: Path) -> None:
    """And none that passed in vain."""
    hold(tmp_path, [stolen_passport()])
    with open_engine(tmp_path, now=now) as engine:
        engine.screen_document(LISTED)

        assert use(engine) == FilterUse(feed="lost", passed=1)


def test_a_key_under_which_nothing_is_left_passed_in_vain(tmp_path: Path) -> None:
    """A withdrawn record leaves its bits: the filter lets its key pass for nothing."""
    hold(tmp_path, [stolen_passport()])
    change(tmp_path, [withdraw(stolen_passport())], revision=2)
    with open_engine(tmp_path, now=now) as engine:
        engine.screen_document(LISTED)

        assert use(engine) == FilterUse(feed="lost", passed=1, false_passes=1)


def test_feeds_of_persons_have_filters_too(tmp_path: Path) -> None:
    """A document is looked for under its State, and under its bare number."""
    hold(tmp_path, [stolen_passport()])
    hold(tmp_path, [listed_person()], feed="noticed", database=Database.PERSONS)
    with open_engine(tmp_path, now=now) as engine:
        engine.screen_document(ABSENT)

        assert use(engine, "noticed").denied == 2


def test_counts_outlive_revisions_and_generations(tmp_path: Path) -> None:
    """What was counted before a delta and before a load stays counted."""
    hold(tmp_path, [stolen_passport()])
    with open_engine(tmp_path, now=now) as engine:
        engine.screen_document(ABSENT)
        change(tmp_path, [withdraw(stolen_passport())], revision=2)
        engine.screen_document(ABSENT)
        after_delta = use(engine)
        hold(tmp_path, [stolen_passport()], revision=9)
        engine.refresh()
        engine.screen_document(ABSENT)

        assert after_delta.denied == 2
        assert use(engine).denied == 3


def test_typed_numbers_are_counted_by_their_look_alikes(tmp_path: Path) -> None:
    """Each of them is a key that is looked for."""
    hold(tmp_path, [stolen_passport()])
    with open_engine(tmp_path, now=now) as engine:
        typed = DocumentQuery(
            document_number="X12O4567", issuing_state="UTO", entry=Entry.TYPED
        )
        engine.screen_document(typed)

        assert use(engine).denied > 1
