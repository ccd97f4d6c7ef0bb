"""What `documents` and `codec` do for one record, for whole columns at once.

Used by the loader only: polars stays out of the processes that answer. A test proves
that both ways give the same bytes. Rules are applied to the distinct values of a column
by the scalar function that defines them, so there is one definition of each.

An entry is made as the line it will be in a block, `key NUL value`, in one go: what
stands between two columns is folded into the values of the next one, since each part of
a line costs as much as any other.
"""

from collections.abc import Iterator

import polars as pl

from screening.errors import Misused
from screening.index import documents
from screening.index.codec import FORMAT
from screening.index.columns import (
    ENTRY,
    ENTRY_SCHEMA,
    FILING_KEY,
    LINE,
    PAIR_SCHEMA,
    Filed,
    complete,
)
from screening.index.distinct import Distinct, coded
from screening.index.keys import ALIAS, FIELD, TAIL
from screening.index.packing import (
    LETTER_OF_DOCUMENT_STATUS,
    LETTER_OF_TYPE,
    NO_DATE,
    OTHER_TYPE_LETTER,
    pack_date,
)
from screening.normalize.dates import is_partial_date
from screening.normalize.documents import NUMBER_ALIAS_LENGTH, document_number
from screening.normalize.states import issuing_state
from screening.records import LIMITS, DocumentRecord, DocumentStatus
from screening.storage.blocks import line_of
from screening.storage.writer import Replacement

_DOCUMENT_FIELDS = tuple(DocumentRecord.__slots__)
DATES = ("status_date", "date_of_issue", "date_of_expiry", "review_date")
CODED = ("owner", "issuing_state", "document_type", "status", *DATES)
"""Columns of documents whose values repeat: best read as categoricals."""
_NUL = "\0"
_NOT_VALIDATED = "a row that was not validated was filed"
_NAME = ("number", "state", "owner", "record_id")
"""Parts of an entry's key."""
_VALUE = ("status", "type", *DATES, "rest")
"""Parts of its value, behind the NUL that begins the first."""
_NINE = pl.col("number").str.slice(0, NUMBER_ALIAS_LENGTH)
_OTHERS = pl.col("number").str.slice(NUMBER_ALIAS_LENGTH)
_ALIAS = (_NINE, "state", "beside", "record_id", pl.lit(FIELD), _OTHERS)
"""Parts of the key of an alias."""
_IS_LONG = pl.col("number").str.len_bytes() > NUMBER_ALIAS_LENGTH


def document_numbers(column: pl.Series) -> pl.Series:
    """Return the canonical form of document numbers, null for null.

    Most are so already; the others are given to `document_number`, one by one.
    """
    others = column.str.contains("[^A-Z0-9]").arg_true()
    if not len(others):
        return column
    exact = pl.Series(map(document_number, column.gather(others)), dtype=pl.String)
    return column.clone().scatter(others, exact)


class DocumentColumns:
    """Files the documents of one feed, batch by batch. Not safe in several threads.

    Its functions of values are asked about those of rows that were turned away as well,
    which stand in the same lists: null is what they come to.
    """

    def __init__(self) -> None:
        letter, kind = LETTER_OF_DOCUMENT_STATUS, LETTER_OF_TYPE
        self._state = Distinct(lambda state: FIELD + issuing_state(state))
        self._owner = Distinct(lambda owner: f"{TAIL}{issuing_state(owner)}{FIELD}")
        self._beside = Distinct(
            lambda owner: f"{TAIL}{ALIAS}{issuing_state(owner)}{FIELD}"
        )
        self._status = Distinct(
            lambda status: _NUL + FORMAT + letter[status] if status in letter else None
        )
        self._type = Distinct(lambda given: kind.get(given, OTHER_TYPE_LETTER))
        self._other_type = Distinct(lambda given: None if given in kind else given)
        self._given_state = Distinct(_unless_canonical)
        self._given_owner = Distinct(_unless_canonical)
        self._reference = Distinct(lambda owner: issuing_state(owner) + FIELD)
        self._dates = {name: Distinct(_packed_date) for name in DATES}

    def file(self, frame: pl.DataFrame) -> Filed:
        """Return validated rows of documents as they are filed.

        *frame* has `line` and the columns of the feed contract, text or categorical,
        null for absent; missing optional columns are absent.
        """
        frame = complete(frame, _DOCUMENT_FIELDS)
        frame = frame.with_columns(coded(frame[name]) for name in CODED)
        singles = frame
        series = frame["number_to"].is_not_null()
        limited = _limited(frame) & ~series
        if series.any() or limited.any():
            singles = frame.filter(~(series | limited))
        entries = self._entries(singles)
        if limited.any():
            entries = pl.concat([entries, _limited_entries(frame.filter(limited))])
        return Filed(
            entries=entries,
            intervals=_document_intervals(frame.filter(series)),
            names=pl.DataFrame(schema=PAIR_SCHEMA),
            references=_references(self._reference.of(frame["owner"]), frame),
        )

    def changes(
        self, frame: pl.DataFrame, *, withdrawn: pl.Series
    ) -> Iterator[Replacement]:
        """Yield what `documents.replacement` or `withdrawal` makes of each row, in order.

        *frame* is validated rows of a delta, as for `file`; *withdrawn* says which of
        them are withdrawals: of those only what names the record counts.
        """
        frame = complete(frame, _DOCUMENT_FIELDS)
        frame = frame.with_columns(coded(frame[name]) for name in CODED)
        by_record = frame["number_to"].is_not_null() | _limited(frame)
        by_record &= ~withdrawn
        made = self._keys_and_values(frame)
        single = ~(withdrawn | by_record)
        if made["key"].null_count() or made["value"].filter(single).null_count():
            raise Misused(_NOT_VALIDATED)
        made = made.with_columns(value=pl.when(single).then("value")).cast(pl.Binary)
        records = iter(_records(frame.filter(by_record)))
        columns = (column.to_list() for column in (*made, by_record))
        for key, alias, interval, value, is_by_record in zip(*columns, strict=True):
            if is_by_record:
                yield documents.replacement(next(records)[1])
                continue
            keys = (key,) if alias is None else (key, alias)
            yield Replacement(
                remove=keys,
                remove_intervals=(interval,),
                entries=() if value is None else tuple([(k, value) for k in keys]),
            )

    def _keys_and_values(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return what each row may be filed under, and as what.

        That is `key`, `alias` (null where there is none), `interval` (the key it has as
        a series) and `value`.
        """
        beside = self._beside.of(frame["owner"]).alias("beside")
        parts = self._parts(frame, document_numbers(frame["document_number"]))
        folded = pl.concat_str("number", "state").str.replace_all("[0-8]", "9")
        group = pl.concat_str(folded, pl.lit(documents.series_of(b"").decode() + TAIL))
        return parts.with_columns(beside).select(
            key=pl.concat_str(*_NAME),
            alias=pl.when(_IS_LONG).then(pl.concat_str(*_ALIAS)),
            interval=pl.concat_str(group, "number", "owner", "record_id"),
            value=pl.concat_str(*_VALUE).str.slice(len(_NUL)),
        )

    def _entries(self, frame: pl.DataFrame) -> pl.DataFrame:
        number = document_numbers(frame["document_number"])
        parts = self._parts(frame, number)
        full = parts.select(
            LINE,
            pl.concat_str(*_NAME, *_VALUE).alias(ENTRY),
            pl.concat_str("number", "state").alias(FILING_KEY),
        )
        if full[ENTRY].null_count():
            raise Misused(_NOT_VALIDATED)
        is_long = number.str.len_bytes() > NUMBER_ALIAS_LENGTH
        if not is_long.any():
            return full
        beside = self._beside.of(frame["owner"]).alias("beside")
        alias = (
            parts.with_columns(beside)
            .filter(is_long)
            .select(
                LINE,
                pl.concat_str(*_ALIAS, *_VALUE).alias(ENTRY),
                pl.concat_str(_NINE, "state").alias(FILING_KEY),
            )
        )
        return pl.concat([full, alias])

    def _parts(self, frame: pl.DataFrame, number: pl.Series) -> pl.DataFrame:
        """Return what keys and values are put together from, and `line`."""
        return pl.DataFrame(
            [
                frame[LINE],
                number.alias("number"),
                self._state.of(frame["issuing_state"]).alias("state"),
                self._owner.of(frame["owner"]).alias("owner"),
                frame["record_id"],
                self._status.of(frame["status"]).alias("status"),
                self._type.of(frame["document_type"]).alias("type"),
                *(self._dates[n].of(frame[n]).fill_null(NO_DATE) for n in DATES),
                self._rest(frame, number).alias("rest"),
            ]
        )

    def _rest(self, frame: pl.DataFrame, number: pl.Series) -> pl.Series:
        """Return what follows the dates in a value; in most rows it is the place alone."""
        place = frame["status_place"].fill_null("")
        given = frame["document_number"]
        beside = {
            "given_number": None if given is number else _where(given, given != number),
            "given_state": self._given_state.some(frame["issuing_state"]),
            "given_owner": self._given_owner.some(frame["owner"]),
            "other_type": self._other_type.some(frame["document_type"]),
            "number_to": None,
            "remarks": frame["remarks"],
        }
        there = pl.DataFrame({n: c for n, c in beside.items() if c is not None})
        rows = there.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        if not rows.any():
            return place
        texts = (
            pl.lit("")
            if beside.get(name, place) is None
            else pl.col(name).fill_null("")
            for name in (place.name, *beside)
        )
        fields = there.with_columns(place).filter(rows)
        rest = fields.select(pl.concat_str(*texts, separator=FIELD)).to_series()
        return place.scatter(rows.arg_true(), rest.str.strip_chars_end(FIELD))


def _references(owners: pl.Series, frame: pl.DataFrame) -> pl.Series:
    return frame.select(pl.concat_str(pl.lit(owners), "record_id")).to_series()


def _where(column: pl.Series, rows: pl.Series) -> pl.Series:
    """Return *column* with null in all but *rows*."""
    return pl.select(pl.when(rows).then(column)).to_series()


def _packed_date(text: str) -> str | None:
    return pack_date(text) if is_partial_date(text) else None


def _unless_canonical(state: str) -> str | None:
    return None if state == issuing_state(state) else state


def _limited(frame: pl.DataFrame) -> pl.Series:
    """Return of which records the use is limited: they are filed by the scalar code."""
    there = pl.any_horizontal(pl.col(name).is_not_null() for name in LIMITS)
    return frame.select(there).to_series()


def _limited_entries(frame: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (line, line_of(key, value).decode(), key.partition(TAIL.encode())[0].decode())
        for line, record in _records(frame)
        for key, value in documents.entries(record)
    ]
    return pl.DataFrame(rows, schema=ENTRY_SCHEMA, orient="row")


def _document_intervals(frame: pl.DataFrame) -> pl.DataFrame:
    """Series are few: each is filed by the scalar code."""
    rows = [
        (
            line,
            *documents.interval(record),
            next(documents.filing_keys(record)).decode(),
        )
        for line, record in _records(frame)
    ]
    schema = {LINE: pl.Int64, **PAIR_SCHEMA, FILING_KEY: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _records(frame: pl.DataFrame) -> Iterator[tuple[int, DocumentRecord]]:
    """Yield line and record of each row."""
    for row in frame.select(LINE, *_DOCUMENT_FIELDS).iter_rows(named=True):
        line = row.pop(LINE)
        status = DocumentStatus(row["status"])
        yield line, DocumentRecord(**(row | {"status": status}))
