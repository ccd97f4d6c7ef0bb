"""The register of callers: a TOML file, taken whole or refused whole.

::

    format = "screening.register/1"
    trust_domain = "screening.example"

    [[caller]]
    who = "spiffe://screening.example/UTO/checkpoint/harbour-3"
    until = 2027-06-30              # the end of that day in UTC, or a time with its zone
    databases = ["documents", "persons"]
    feeds = ["national-lost"]       # left out: every feed of these databases
    purposes = ["BORDER_CHECK"]
    questions_per_minute = 600

    [[caller]]
    who = "spiffe://screening.example/UTO/owner/police"
    until = 2027-06-30
    writes = ["national-lost"]

    [end]
    callers = 2                     # how many there are: a file that was cut has no end

Everything that is wrong is told at once, each with the entry, the key and the cure.
`callers.py` has the form of a name, `permissions` what a kind of caller may at most. A
caller may have several entries, one after the other in time.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from screening.access.entries import Entry, Register
from screening.access.register_entries import EXAMPLES, Faults, RawCaller, read_entry
from screening.errors import RegisterRefused

FORMAT: Final = "screening.register/1"
REGISTER_BYTES_MAX: Final = 1 << 20
"""Some 2,500 callers; parsed in half a second, by every worker."""
_CURE_ENTRY_KEYS: Final = f"keys are {', '.join(RawCaller.__struct_fields__)}"
_CURE_KEYS: Final = (
    "write format, trust_domain, [[caller]] tables, and at the end [end] with callers = "
    "how many there are"
)


class _End(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of the file, without which it may have been cut anywhere."""

    callers: int


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as it was written; its callers are looked at one by one."""

    format: str
    trust_domain: str
    end: _End
    caller: list[dict[str, Any]] = []


def read_register(content: bytes, *, file: str, now: datetime) -> Register:
    """Return the register that *content* is, or raise `RegisterRefused` with all faults.

    *file* is what the error calls it. One in which every entry is over at *now* is
    refused: it would lock out everybody, and is most likely an old copy.
    """
    faults = Faults()
    written = _parsed(content, faults)
    entries = _entries(written, faults) if written else []
    if written and not faults.found:
        _check_whole(written, entries, now, faults)
    if faults.found or written is None:
        raise RegisterRefused(file=file, faults=faults.found)
    return Register(
        trust_domain=written.trust_domain,
        entries=tuple(entries),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _parsed(content: bytes, faults: Faults) -> _File | None:
    """Return what *content* says, None where it is no register at all."""
    if len(content) > REGISTER_BYTES_MAX:
        faults.add(
            "",
            f"it has {len(content)} bytes, more than the {REGISTER_BYTES_MAX} read",
            "see whether this is the right file",
        )
        return None
    try:
        return msgspec.convert(tomllib.loads(content.decode()), _File)
    except UnicodeDecodeError:
        faults.add("", "it is not UTF-8 text", "save it as UTF-8")
    except RecursionError:
        faults.add("", "it is nested too deeply", _CURE_KEYS)
    except msgspec.ValidationError as error:
        faults.add("", _words(error), _CURE_KEYS)
    except ValueError as error:
        faults.add("", f"it is no TOML: {error}", "mend that line")
    return None


def _entries(written: _File, faults: Faults) -> list[Entry]:
    if written.format != FORMAT:
        faults.add("format", f"is {written.format!r}", f"write {FORMAT!r}")
        return []
    found: list[Entry] = []
    for number, table in enumerate(written.caller, start=1):
        told = faults.of_entry(number, table.get("who"))
        try:
            raw = msgspec.convert(table, RawCaller)
        except msgspec.ValidationError as error:
            key = _key(error)
            told.add(key, _words(error), EXAMPLES.get(key, _CURE_ENTRY_KEYS))
            continue
        entry = read_entry(raw, written.trust_domain, told)
        if entry is not None:
            found.append(entry)
    return found


def _check_whole(
    written: _File, entries: Sequence[Entry], now: datetime, faults: Faults
) -> None:
    """Add what no entry shows by itself: cut files, overlaps, nobody left."""
    count = len(written.caller)
    if written.end.callers != count:
        faults.add(
            "end.callers",
            f"says {written.end.callers}, and there are {count}",
            "see whether the file was cut, or mend the number",
        )
    if not entries:
        faults.add("caller", "no caller is named", "add a [[caller]] table")
    elif all(entry.until <= now for entry in entries):
        faults.add("until", "every entry is over", "give later times")
    for first, second in _overlaps(entries):
        faults.add(
            "",
            f"callers {first + 1} and {second + 1} are the same, at the same time",
            "take one out, or give since and until so that one follows the other",
        )


def _overlaps(entries: Sequence[Entry]) -> Iterable[tuple[int, int]]:
    """Yield the places of entries of one caller that hold at one time."""
    held: dict[object, list[int]] = {}
    for place, entry in enumerate(entries):
        for before in held.setdefault(entry.caller, []):
            if _meet(entries[before], entry):
                yield before, place
        held[entry.caller].append(place)


def _meet(one: Entry, other: Entry) -> bool:
    return _begins_before(one, other.until) and _begins_before(other, one.until)


def _begins_before(entry: Entry, end: datetime) -> bool:
    return entry.since is None or entry.since < end


def _words(error: msgspec.ValidationError) -> str:
    """Return what msgspec says, without the place, which is told apart."""
    text = str(error).partition(" - at ")[0].replace(" | null", "")
    return text[:1].lower() + text[1:]


def _key(error: msgspec.ValidationError) -> str:
    """Return the key that msgspec names: `$.feeds[...]` is feeds."""
    place = str(error).partition(" - at `$.")[2]
    return place.rstrip("`").partition("[")[0]
