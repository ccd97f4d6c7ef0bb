"""Registers for tests: tables by their keys, and the file that they make."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from screening.access.entries import Register
from screening.access.register import FORMAT, read_register
from screening.callers import CallerKind, CallerName, caller_name

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TOMORROW, YESTERDAY = NOW + timedelta(days=1), NOW - timedelta(days=1)
DOMAIN = "screening.example"
Table = Mapping[str, object]

_MORE: Mapping[CallerKind, Table] = {
    CallerKind.CHECKPOINT: {"purposes": ["BORDER_CHECK", "TEST"]},
    CallerKind.SECOND_LINE: {"purposes": ["BORDER_CHECK", "INVESTIGATION"]},
    CallerKind.CARRIER: {"purposes": ["CARRIER_CHECK"]},
    CallerKind.OWNER: {"writes": ["utopia-lost"], "purposes": ["RECORD_UPKEEP"]},
    CallerKind.OPERATOR: {},
    CallerKind.AUDITOR: {"purposes": ["AUDIT"]},
    CallerKind.REPLICA: {"databases": ["documents"]},
}
ASKING = (CallerKind.CHECKPOINT, CallerKind.SECOND_LINE, CallerKind.CARRIER)


def caller(kind: CallerKind, name: str = "one", state: str = "UTO") -> CallerName:
    """Return a caller of *kind*."""
    return caller_name(f"spiffe://{DOMAIN}/{state}/{kind}/{name}")


def table(who: CallerName | str, **keys: object) -> dict[str, object]:
    """Return the table of a caller that may all that its kind may, with *keys* changed."""
    uri = who if isinstance(who, str) else who.uri
    kind = CallerKind(uri.split("/")[4]) if isinstance(who, str) else who.kind
    made: dict[str, object] = {"who": uri, "until": TOMORROW, **_MORE[kind]}
    if kind in ASKING:
        made |= {
            "databases": ["documents", "vehicles", "persons"],
            "questions_per_minute": 1_000,
            "items_per_batch": 100,
        }
    return made | keys


def written(
    tables: Iterable[Table], *, count: int | None = None, domain: str = DOMAIN
) -> bytes:
    """Return the file that *tables* make."""
    tables = list(tables)
    number = len(tables) if count is None else count
    lines = [f'format = "{FORMAT}"', f'trust_domain = "{domain}"']
    for each in tables:
        lines.append("\n[[caller]]")
        lines += [
            f"{key} = {_value(value)}" for key, value in each.items() if value != ()
        ]
    lines += ["\n[end]", f"callers = {number}"]
    return ("\n".join(lines) + "\n").encode()


def register(*tables: Table, now: datetime = NOW) -> Register:
    """Return the register that *tables* make."""
    return read_register(written(tables), file="callers.toml", now=now)


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
