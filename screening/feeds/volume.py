"""Whether a complete list has about as many records as the one it takes the place of.

A list that lost most of its records is more likely cut than true.
"""

from screening.feeds.delivery import Delivery

VOLUME_CHANGE_MAX = 0.3
"""A list larger or smaller by more than this share is worth a look."""
SHRINK_MAX = 0.5
"""One smaller by more than this share is refused."""
_FEW = 0.01
"""Below this share percents would read as if nothing were left."""


def judge_volume(
    delivery: Delivery, *, rows: int, records: int, served: int
) -> list[str]:
    """Return what is to be warned of a list of *records* from so many *rows*.

    Raises `FeedRefused` for one with nothing in it, or far less than is *served*, unless
    the operator allows for it.
    """
    allowed = delivery.around.options.allow_shrink
    found = _judge_empty(delivery, rows=rows, allowed=allowed) if records == 0 else []
    if not served:
        return found
    if records < served * SHRINK_MAX and not allowed:
        raise delivery.refused(
            f"it has {records} records, fewer than half of the {served} served",
            "if that is right, give --allow-shrink",
        )
    if abs(records / served - 1) > VOLUME_CHANGE_MAX:
        found.append(
            f"suspicious volume: {records:,} records, {_against(records, served)} "
            f"the {served:,} served before"
        )
    return found


def _judge_empty(delivery: Delivery, *, rows: int, allowed: bool) -> list[str]:
    """Take a list without a row only where the operator says that it is right.

    One whose rows are all bad is no empty list.
    """
    if rows or not allowed:
        raise delivery.refused(
            "there is no record in it that can go in",
            ""
            if rows
            else "if its publisher withdrew the last record, give --allow-shrink",
        )
    return ["it is empty: the feed holds no record now"]


def _against(records: int, served: int) -> str:
    """Return how *records* compare with those served, in words that do not round up.

    >>> _against(650, 1_000), _against(3, 1_000)
    ('-35.0% against', 'fewer than 1 % of')
    """
    if records < served * _FEW:
        return "fewer than 1 % of"
    return f"{records / served - 1:+,.1%} against"
