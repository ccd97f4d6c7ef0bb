"""The rejects file beside a delivery: which rows did not go in, where, and why.

::

    X.csv     ->  X.rejects.csv          line,field,reason,row
    X.jsonl   ->  X.rejects.csv, or where X.csv or another X lies beside it
                  X.jsonl.rejects.csv

Written aside and renamed, so it is there whole or not at all. It holds rows as they were
delivered: it is meant for the data owner, not for a log.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from screening.feeds.files import namesakes, stem
from screening.feeds.rows import CUT_MARK, ROW_TEXT_MAX, BadRow
from screening.storage.files import disk_full_is_said

WRITTEN_MAX = 100_000
"""Rows written; beyond that they are only counted, and the last line says so."""
_REASONS_MAX = 200
_OTHER = "other reasons"


def rejects_path(file: Path) -> Path:
    """Return where the bad rows of *file* go: not where those of another delivery do.

    `X.csv` has `X.rejects.csv` for its own. Any other end has it while nothing else
    called X lies beside it; else its own name with `.rejects.csv`.
    """
    alone = file.suffix.lower() == ".csv" or not namesakes(file)
    return file.with_name(f"{stem(file) if alone else file.name}.rejects.csv")


class Rejects:
    """Counts bad rows and writes them. Use as a context manager.

    Leaving without `keep` leaves the folder as it was. A folder that cannot be written
    is no reason to refuse a delivery: *warning* says so.
    """

    def __init__(self, file: Path) -> None:
        self.path = rejects_path(file)
        self._of = file
        self.count = 0
        self.by_reason: Counter[str] = Counter()
        self.warning: str | None = None
        self._cut = 0
        self._replaced = ""
        self._aside = self.path.with_name(f".{self.path.name}.partial")
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            with suppress(OSError):  # a full disk has been said already
                self._file.close()
            self._aside.unlink(missing_ok=True)

    def add(self, rows: Iterable[BadRow]) -> None:
        """Count *rows* and write those that still fit. Raises `DiskFull`."""
        for row in rows:
            self.count += 1
            reason = f"{row.field}: {row.reason}" if row.field else row.reason
            if reason not in self.by_reason and len(self.by_reason) >= _REASONS_MAX:
                reason = _OTHER
            self.by_reason[reason] += 1
            if self.count <= WRITTEN_MAX:
                self._cut += row.row.endswith(CUT_MARK)
                self._write([str(row.line), row.field, row.reason, row.row])

    def keep(self) -> str | None:
        """Put the file in its place and return its name, None when there is none.

        One that an earlier run left is replaced, or removed when nothing was bad.
        """
        if self.count > WRITTEN_MAX:
            self._write(["", "", f"{self._left_out} are not listed", ""])
        try:
            with disk_full_is_said(self.path):
                self._note_replaced()
                if self._file is None:
                    self.path.unlink(missing_ok=True)
                    return None
                self._file.close()
                self._file = None
                self._aside.replace(self.path)
        except OSError as error:
            self._cannot(error)
            return None
        return str(self.path)

    def warnings(self) -> list[str]:
        """Return what the report says of the file, besides where it is."""
        if self.warning:
            return [self.warning]
        found = [self._replaced] if self._replaced else []
        if self._cut:
            found.append(
                f"{self._cut:,} of the rows in the rejects file are cut after "
                f"{ROW_TEXT_MAX:,} characters: they end in{CUT_MARK}"
            )
        if self.count > WRITTEN_MAX:
            found.append(
                f"the rejects file ends after {WRITTEN_MAX:,} rows: {self._left_out} "
                f"are not listed"
            )
        return found

    @property
    def _left_out(self) -> str:
        return f"{self.count - WRITTEN_MAX:,} more bad rows"

    def _note_replaced(self) -> None:
        """Remember that a file is replaced which may be that of another delivery."""
        others = [other.name for other in namesakes(self._of)]
        is_shared = self.path.name == f"{stem(self._of)}.rejects.csv"
        if others and is_shared and self.path.exists():
            self._replaced = (
                f"{self.path.name} was there already and is replaced; it may have been "
                f"that of {', '.join(others)}"
            )

    def _write(self, fields: list[str]) -> None:
        if self.warning is not None:
            return
        try:
            with disk_full_is_said(self._aside):
                if self._file is None:
                    self._file = self._aside.open("w", encoding="utf-8", newline="")
                    csv.writer(self._file).writerow(["line", "field", "reason", "row"])
                csv.writer(self._file).writerow(fields)
        except OSError as error:
            self._cannot(error)

    def _cannot(self, error: OSError) -> None:
        why = (error.strerror or "error").lower()
        self.warning = f"the rejects file {self.path} could not be written ({why})"
