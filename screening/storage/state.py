"""State: what a table holds at one revision, kept in the table itself.

It changes in the same transaction as the records, so the two cannot disagree.
"""

from datetime import datetime

import msgspec

from screening.errors import DamagedTable
from screening.storage.table import STATE, Table, Transaction

_KEY = b"state"
FORMAT = 2
"""Of the table's keys and values; a reader refuses any other."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one feed, as held."""

    feed: str
    database: str
    uid: str
    """Of the generation, 32 hex digits: filter and manifest carry the same."""
    revision: int
    as_of: str
    """When the publisher's data was true, RFC 3339."""
    records: int
    filter_file: str
    fresh_for_hours: float | None = None
    publisher: str | None = None
    foreign_documents: bool = False
    vouched: bool = False
    entries: int = 0
    blocks: int = 0
    """Blocks that hold the entries."""
    names: int = 0
    intervals: int = 0
    late_keys: int = 0
    interval_changes: int = 0
    """Grows whenever an interval is put or removed: readers reload them then."""
    segments: tuple[str, ...] = ()
    """Files of segments that count, oldest first: what a newer one says of a record holds."""
    digest: int = 0
    """Sum modulo 2^64 of the hashes of all keys with their values, in any order."""
    deltas: int = 0
    """Deltas applied since the generation was built."""
    delivered: int = 0
    """The publisher's own revision; 0: the same, as long as no owner changed anything."""
    changed_at: str = ""
    """When an owner last changed something, RFC 3339; never goes back."""
    format: int = FORMAT

    @property
    def as_of_time(self) -> datetime:
        """`as_of` as a time with its zone."""
        return datetime.fromisoformat(self.as_of)

    @property
    def delivered_revision(self) -> int:
        """What the next delta of the publisher must follow."""
        return self.delivered or self.revision


_decoder = msgspec.json.Decoder(State)


def read_state(table: Table, txn: Transaction) -> State:
    """Return the state that *txn* sees, or raise `DamagedTable`."""
    packed = txn.get(_KEY, db=table.databases[STATE])
    if packed is None:
        raise DamagedTable(path=table.path, reason="it does not say what it holds")
    try:
        state = _decoder.decode(packed)
    except msgspec.MsgspecError as error:
        raise DamagedTable(path=table.path, reason="its state is garbled") from error
    if state.format != FORMAT:
        reason = f"it has format {state.format}, this software reads {FORMAT}"
        raise DamagedTable(path=table.path, reason=reason)
    return state


def write_state(table: Table, txn: Transaction, state: State) -> None:
    """Make *state* what the table holds once *txn* commits."""
    txn.put(_KEY, msgspec.json.encode(state), db=table.databases[STATE])
