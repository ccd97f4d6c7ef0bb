"""Records and questions that lie close together, so that most questions find something.

And what should be found, told one record at a time, without keys, filter or table.
"""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from screening.engine import Engine
from screening.index import document_search, documents
from screening.index.document_search import Verdict
from screening.index.lookup import is_answered
from screening.normalize.documents import document_number, misread_variants
from screening.policy.hits import BATCH_HITS_MAX, HITS_MAX
from screening.queries import DocumentQuery, Entry, Match, Screening
from screening.records import DocumentRecord, DocumentStatus
from tests.world import TODAY

_SPELLINGS = [
    *("L898902C3", "l898902-c3<", "L8989O2C3", "L89890ZC3", "L898902C", "L898902C34"),
    *("D23145890734", "D23145890", "D2314589O", "D23145890735", "d 23145890 734"),
    *("123456789", "123456789XYZ", "123456798", "X0001000", "X0001500", "x0001999"),
    *("X0002000", "XO001500", "A1", "A7", "B1", "\u0410\u04127", "AB7", "AB1"),
]
numbers = st.sampled_from(_SPELLINGS)
states = st.sampled_from(["UTO", "uto", "D", "DEU", "de", "GBD", "GBR", "USA"])
_ENDS = ["X0001999", "X0001500", "X0003000"]

singles = st.builds(
    DocumentRecord,
    record_id=st.sampled_from(["1", "2", "UTO.3/ä"]),
    owner=states,
    issuing_state=states,
    document_type=st.sampled_from(["passport", "identity_card", "visa", "PD", "other"]),
    document_number=numbers,
    status=st.sampled_from(DocumentStatus),
    review_date=st.sampled_from(
        [None, None, None, "2020-01-01", "2026-11-21", "2031-01-01"]
    ),
    remarks=st.sampled_from([None, "two pages missing"]),
)
series = st.builds(
    DocumentRecord,
    record_id=st.sampled_from(["1", "S"]),
    owner=states,
    issuing_state=states,
    document_type=st.just("passport"),
    document_number=st.sampled_from(["X0001000", "x-0001500"]),
    number_to=st.sampled_from(_ENDS),
    status=st.just(DocumentStatus.STOLEN_BLANK),
)
records = st.one_of(singles, singles, singles, series)
queries = st.builds(
    DocumentQuery,
    document_number=numbers,
    issuing_state=states,
    document_type=st.sampled_from([None, "P", "ID", "passport"]),
    book_serial=st.sampled_from([None, None, "X0001500", "A7", "L898902C3"]),
    entry=st.sampled_from(Entry),
)


@st.composite
def queries_about(draw: st.DrawFn, record: DocumentRecord) -> DocumentQuery:
    """Return a question that *record* may well answer: respelt, cut, or misread."""
    first = record.document_number
    number = document_number(first)
    nine = number[:9]
    misread = [variant for variant, _ in misread_variants(number, typed=True)]
    kinds = [
        [first, number.lower(), f"{number[:2]} {number[2:]}"],
        [nine],
        [f"{nine}77"],
        [record.number_to or number],
        misread or [number],
    ]
    asked = draw(st.sampled_from(draw(st.sampled_from(kinds))))
    others = [record.issuing_state, *_SAME_STATE.get(record.issuing_state.upper(), ())]
    return DocumentQuery(
        document_number=asked,
        issuing_state=draw(st.sampled_from(others)),
        document_type=draw(st.sampled_from([None, record.document_type, "V"])),
        book_serial=draw(st.sampled_from([None, None, number])),
        entry=draw(st.sampled_from(Entry)),
    )


_SAME_STATE = {
    "UTO": ("uto",),
    "D": ("DEU", "d<<"),
    "DEU": ("D", "de"),
    "GBD": ("GBR", "GBN"),
    "GBR": ("GBD", "gb"),
    "XXK": ("RKS",),
    "ROM": ("ROU",),
}
Name = tuple[str, str, str, str]
Model = dict[tuple[Name, bool], DocumentRecord]


def model_of(records: Iterable[DocumentRecord]) -> Model:
    """Return what is held after all *records* were put, one after the other."""
    held: Model = {}
    for record in records:
        file(held, record)
    return held


def file(held: Model, record: DocumentRecord) -> None:
    """Put *record*: it replaces what bears its name, single or series."""
    name = documents.name_parts(record)
    for is_series in (True, False):
        held.pop((name, is_series), None)
    held[name, record.number_to is not None] = record


def verdicts(
    query: DocumentQuery, held: Iterable[DocumentRecord]
) -> dict[DocumentRecord, Verdict]:
    """Return the records that match *query* and how, each compared by itself."""
    search = document_search.search(query)
    return {
        record: verdict
        for record in held
        if is_answered(record, TODAY.isoformat())
        and (verdict := document_search.match(search, record))
    }


def answers(
    query: DocumentQuery, held: Iterable[DocumentRecord]
) -> dict[DocumentRecord, Verdict]:
    """Return what must be shown: all that match, look-alikes where nothing else does."""
    found = verdicts(query, held)
    better = {r: v for r, v in found.items() if v.match is not Match.POSSIBLE_MISREAD}
    return better or found


def is_right(
    found: dict[DocumentRecord, Verdict],
    query: DocumentQuery,
    held: Iterable[DocumentRecord],
    *,
    cut: bool = False,
) -> bool:
    """Whether *found* is all that must be shown, and nothing that does not match.

    Of an answer that was *cut* not all is there. A look-alike may be shown beside better
    matches, when the same key led to both.
    """
    held = list(held)
    wanted = answers(query, held).items()
    return (cut or wanted <= found.items()) and (
        found.items() <= verdicts(query, held).items()
    )


def hits(screening: Screening) -> dict[DocumentRecord, Verdict]:
    """Return the records that *screening* shows, and how they matched."""
    return {
        hit.record: Verdict(hit.match, hit.matched_on, hit.changed_positions)
        for hit in screening.hits
        if isinstance(hit.record, DocumentRecord)
    }


def disagreements(
    engine: Engine, queries: Sequence[DocumentQuery], held: Iterable[DocumentRecord]
) -> list[str]:
    """Return how *engine* answers *queries* at once otherwise than record by record."""
    held, batch = list(held), engine.screen_batch(queries)
    by_index = {item.index: item.screening for item in batch.items}
    wrong = [
        wrongly_shown(by_index.get(index), query, held, maximum=BATCH_HITS_MAX)
        for index, query in enumerate(queries)
    ]
    return [each for each in wrong if each]


def disagreement(
    engine: Engine, query: DocumentQuery, held: Iterable[DocumentRecord]
) -> str:
    """Return how *engine* answers *query* otherwise than record by record, "" if not."""
    held, screening = list(held), engine.screen_document(query)
    wrong = wrongly_shown(screening, query, held, maximum=HITS_MAX)
    return f"{query}: {wrong}" if wrong else ""


def wrongly_shown(
    screening: Screening | None,
    query: DocumentQuery,
    held: Iterable[DocumentRecord],
    *,
    maximum: int,
) -> str:
    """Return what is wrong with what was answered of *query*, "" if nothing is.

    Each record is shown once, and the answer is cut only where more than *maximum* match.
    """
    held = list(held)
    wanted = answers(query, held)
    if screening is None:
        return f"found nothing, not {wanted}" if wanted else ""
    found = hits(screening)
    if len(found) < len(screening.hits):
        return f"shows a record twice: {found}"
    if screening.cut and len(verdicts(query, held)) <= maximum:
        return f"is cut, and shows {found}"
    if not is_right(found, query, held, cut=screening.cut):
        return f"found {found}, not {wanted}"
    return ""
