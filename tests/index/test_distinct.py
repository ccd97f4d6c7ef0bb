"""Functions of columns whose values repeat, asked once for each value."""

import polars as pl

from screening.index.distinct import Coding, Distinct


def test_values_keep_their_numbers_when_no_column_is_left() -> None:
    """A bad value was taken for the good one that had its number before.

    Polars forgets the numbers of values with the last column that has them.
    """
    coding, shout = Coding(), Distinct(str.upper)

    def of(value: str) -> list[str]:
        return shout.of(pl.Series([value]).cast(coding.type())).to_list()

    assert [of(value) for value in ("a", "b", "a", "c")] == [["A"], ["B"], ["A"], ["C"]]
