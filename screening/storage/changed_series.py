"""Which series each delta changed, so that an open reader reads only those again.

To read 200,000 series takes half a second, which the first question after a delta would
wait for. Each delta that changes series notes their groups in the transaction that does
so; a reader that cannot find a note reads all.
"""

from screening.storage.table import STATE, Table, Transaction

NOTES_MAX = 64
"""Deltas whose notes are kept: a reader farther behind reads all."""
GROUPS_MAX = 10_000
"""In one note: of more, nothing is noted."""
_NEWLINE = b"\n"


def note(table: Table, txn: Transaction, number: int, groups: set[bytes]) -> None:
    """Note the *groups* that change *number* of the series is about."""
    notes = table.databases[STATE]
    if len(groups) <= GROUPS_MAX:
        txn.put(_key(number), _NEWLINE.join(sorted(groups)), db=notes)
    txn.delete(_key(number - NOTES_MAX), db=notes)


def changed_groups(
    table: Table, txn: Transaction, *, after: int, upto: int
) -> set[bytes] | None:
    """Return the groups that the changes beyond *after*, and up to *upto*, are about.

    None where that is not known.
    """
    if not 0 <= upto - after <= NOTES_MAX:
        return None
    found: set[bytes] = set()
    for number in range(after + 1, upto + 1):
        noted = txn.get(_key(number), db=table.databases[STATE])
        if noted is None:
            return None
        found.update(noted.split(_NEWLINE))
    return found


def _key(number: int) -> bytes:
    return b"series %d" % number
