"""Law 1 once more, judged by the feed contract alone: no code of ours decides.

The other file compares what is found with what `match` says of every record; this one
says itself what must be found, from the texts as they were given.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.opening import open_engine
from screening.queries import DocumentQuery, Match
from screening.records import DocumentRecord, DocumentStatus
from tests.holding import hold
from tests.world import NOW

_ONE_STATE = ({"D", "DEU", "DE"}, {"GBR", "GBD", "GB"}, {"UTO"}, {"USA", "us"})
_SHOWN = {"passport": "P", "P<": "P", "visa": "V", "identity_card": "I", "AC": "I"}
_states = st.sampled_from(["UTO", "UTO", *sorted(set().union(*_ONE_STATE))])
_bare = st.sampled_from(
    [
        "A12",
        "A15",
        "A19",
        "B12",
        "120",
        "123",
        "127",
        "123000001",
        "12300000112",
        "1230000017",
        "A23000001",
        "456",
    ]
)
"""Few, so that questions often meet records: alike, nine of longer, in one series."""
_spelt = st.tuples(_bare, st.sampled_from(["", " ", "-", "<", "lower"])).map(
    lambda given: given[0].lower() if given[1] == "lower" else given[1].join(given[0])
)
_types = st.sampled_from(sorted(_SHOWN))


def _said(text: str) -> str:
    """Return a number of this file without what was put between its characters."""
    return "".join(char for char in text.upper() if char not in " -<")


def _is_one_state(one: str, other: str) -> bool:
    return any({one, other} <= names for names in _ONE_STATE)


def _expected(query: DocumentQuery, record: DocumentRecord) -> Match | None:
    """Return the match that the contract demands."""
    asked, held = _said(query.document_number), _said(record.document_number)
    if not _is_one_state(query.issuing_state, record.issuing_state):
        return None
    if record.number_to is not None:
        last = _said(record.number_to)
        alike = [c.isalpha() and c for c in asked] == [c.isalpha() and c for c in held]
        return Match.SERIES if alike and held <= asked <= last else None
    if asked == held:
        kind = query.document_type
        same = kind is None or _SHOWN[kind] == _SHOWN[record.document_type]
        return Match.EXACT if same else Match.TYPE_DIFFERS
    nine, longer = sorted((asked, held), key=len)
    if len(nine) == 9 and longer.startswith(nine):
        return Match.TRUNCATED_NUMBER
    return None


@st.composite
def _records(draw: st.DrawFn) -> list[DocumentRecord]:
    records = []
    for n in range(draw(st.integers(1, 8))):
        number, state = draw(_spelt), draw(_states)
        last = None
        if draw(st.booleans()) and (digits := _said(number)[-2:]).isdigit():
            last = _said(number)[:-2] + f"{min(99, int(digits) + 7):02d}"
        records.append(
            DocumentRecord(
                record_id=f"R{n}",
                owner=state,
                issuing_state=state,
                document_type=draw(_types),
                document_number=number,
                number_to=last,
                status=DocumentStatus.STOLEN_BLANK if last else DocumentStatus.LOST,
            )
        )
    return records


_queries = st.builds(
    DocumentQuery,
    document_number=_spelt,
    issuing_state=_states,
    document_type=st.none() | _types,
)


def _now() -> datetime:
    return NOW


@settings(max_examples=40, deadline=None)
@given(_records(), st.lists(_queries, min_size=5, max_size=40))
def test_what_the_contract_demands_is_found_and_nothing_else(
    records: list[DocumentRecord], queries: list[DocumentQuery]
) -> None:
    """One by one and as a batch: every record that must match does, as it must."""
    with TemporaryDirectory() as folder:
        hold(Path(folder), records)
        with open_engine(Path(folder), now=_now) as engine:
            batch = {i.index: i for i in engine.screen_batch(queries).items}
            for index, query in enumerate(queries):
                hits = engine.screen_document(query).hits
                found = {hit.record.record_id: hit.match for hit in hits}
                item = batch.get(index)
                listed = item.screening.hits if item and item.screening else ()

                wanted = {
                    record.record_id: match
                    for record in records
                    if (match := _expected(query, record))
                }
                assert found == wanted
                assert len(listed) == min(len(wanted), 5)
