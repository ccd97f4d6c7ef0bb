"""Law 10. Everything has a bound: what one question may cost, however it is asked."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import Engine
from screening.errors import InvalidQuery
from screening.index import document_search, documents, lookup
from screening.index.codec import decode_document
from screening.opening import open_engine
from screening.policy.hits import BATCH_HITS_MAX, HITS_MAX
from screening.queries import Answer, DocumentQuery, Entry
from screening.storage.view import View
from tests.holding import hold
from tests.world import NOW, stolen_passport, stolen_series

MANY = 3_000
SHARED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
IN_SERIES = DocumentQuery(document_number="X5", issuing_state="UTO")


def now() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Hold thousands of records under one key, and as many series over each other."""
    data = tmp_path_factory.mktemp("data")
    records = [stolen_passport(record_id=f"{n}") for n in range(MANY)]
    series = [stolen_series("X1", "X9", record_id=f"S{n}") for n in range(MANY)]
    hold(data, [*records, *series])
    with open_engine(data, now=now) as engine:
        yield engine


@settings(max_examples=300)
@given(
    st.text("0OABS5", min_size=1),
    st.none() | st.text("01", max_size=39),
    st.sampled_from(Entry),
)
def test_the_keys_of_a_question_are_bounded(
    number: str, serial: str | None, entry: Entry
) -> None:
    """However long the number: it, its nine, a serial, and 64 look-alikes; and series."""
    query = DocumentQuery(
        document_number=(number * 40)[: document_search.NUMBER_CHARS_MAX],
        issuing_state="UTO",
        book_serial=f"{serial}1" if serial else None,
        entry=entry,
    )

    keys = list(document_search.search_keys(query))

    assert len(keys) <= 3 + 2 + 2 * document_search.VARIANTS_MAX


@pytest.mark.parametrize("query", [SHARED, IN_SERIES], ids=["one key", "series"])
def test_records_compared_and_shown_are_bounded_and_it_is_said(
    engine: Engine, query: DocumentQuery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most 1,000 are decoded under a key, 20 shown; `cut` says there are more."""
    decoded = []
    real = decode_document

    def count(key: bytes, value: bytes) -> object:
        decoded.append(key)
        return real(key, value)

    monkeypatch.setattr("screening.index.lookup.decode_document", count)
    screening = engine.screen_document(query)

    assert (screening.answer, screening.cut) == (Answer.HIT, True)
    assert len(screening.hits) == HITS_MAX
    assert len(decoded) <= lookup.CANDIDATES_MAX


def test_a_batch_is_cut_item_by_item(engine: Engine) -> None:
    """Each item shows the closest few, and says that there are more."""
    items = engine.screen_batch([SHARED, IN_SERIES]).items

    assert [len(i.screening.hits) for i in items if i.screening] == [BATCH_HITS_MAX] * 2
    assert all(i.screening.cut for i in items if i.screening)


@pytest.mark.parametrize("length", [41, 512, 5_000, 1_000_000])
def test_a_number_longer_than_any_is_refused(engine: Engine, length: int) -> None:
    """A million characters: the field is named, nothing is looked up or condemned."""
    query = DocumentQuery(
        document_number="3" * length, issuing_state="UTO", entry=Entry.TYPED
    )

    with pytest.raises(InvalidQuery, match="longer than 40"):
        engine.screen_document(query)
    assert engine.catalog.problems == ()


def test_a_view_reads_no_more_than_it_was_asked_for(engine: Engine) -> None:
    """The bound is the table's, not the caller's: the rest is never copied."""
    [generation] = engine.catalog.serving("documents")
    key = documents.filing_key("L898902C3", "UTO")
    with generation.view() as view:
        assert isinstance(view, View)
        assert len(view.under(key, maximum=7)) == 7
        assert len(view.under(key, maximum=MANY * 2)) == MANY
