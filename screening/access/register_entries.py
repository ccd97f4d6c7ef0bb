"""One entry of the register, from what was written to what holds, or what is wrong.

Every key is looked at, so that whoever mends an entry hears of all its faults at once.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar

import msgspec

from screening.access.entries import Entry
from screening.access.permissions import PURPOSES, May, permissions_of
from screening.callers import URI_CHARS_MAX, CallerKind, CallerName, caller_name
from screening.errors import NotACaller
from screening.normalize.states import issuing_state
from screening.records import Confidentiality, Database
from screening.sight import Line, Sight

QUESTIONS_PER_MINUTE_MAX: Final = 1_000_000
CHANGES_PER_MINUTE_MAX: Final = 1_000_000
CHANGES_PER_MINUTE: Final = 60_000
"""Of an owner whose entry does not say: a full request every second."""
_FEED_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_A_DAY: Final = timedelta(days=1)

_ASKING: Final = frozenset(
    {
        "databases",
        "feeds",
        "purposes",
        "line",
        "questions_per_minute",
        "items_per_batch",
        "clearance",
    }
)
_WRITING: Final = frozenset({"writes", "reports_others", "changes_per_minute"})
_KEYS_OF_KIND: Final[Mapping[CallerKind, frozenset[str]]] = {
    CallerKind.CHECKPOINT: _ASKING,
    CallerKind.SECOND_LINE: _ASKING,
    CallerKind.CARRIER: _ASKING - {"line"},
    CallerKind.OWNER: _WRITING | {"purposes"},
    CallerKind.OPERATOR: frozenset({"purposes"}),
    CallerKind.AUDITOR: frozenset({"purposes"}),
    CallerKind.REPLICA: frozenset({"databases", "feeds", "purposes"}),
}
"""What an entry may say beside who, since, until and services."""
_REQUIRED_OF_KIND: Final[Mapping[CallerKind, tuple[str, ...]]] = {
    CallerKind.CHECKPOINT: ("databases", "purposes", "questions_per_minute"),
    CallerKind.SECOND_LINE: ("databases", "purposes", "questions_per_minute"),
    CallerKind.CARRIER: ("databases", "purposes", "questions_per_minute"),
    CallerKind.OWNER: ("writes", "purposes"),
    CallerKind.OPERATOR: (),
    CallerKind.AUDITOR: (),
    CallerKind.REPLICA: ("databases",),
}
_LINES: Final[Mapping[CallerKind, tuple[Line, ...]]] = {
    CallerKind.CHECKPOINT: (Line.FIRST,),
    CallerKind.SECOND_LINE: (Line.SECOND, Line.FIRST),
    CallerKind.CARRIER: (Line.CARRIER,),
}
"""What a kind may be told, the most first; others are told of no record."""
EXAMPLES: Final[Mapping[str, str]] = {
    "who": 'write who = "spiffe://TRUST-DOMAIN/STATE/KIND/NAME"',
    "services": 'write services = ["documents"]',
    "databases": 'write databases = ["documents", "persons"]',
    "feeds": 'write feeds = ["national-lost"]',
    "purposes": 'write purposes = ["BORDER_CHECK"]',
    "line": 'write line = "first"',
    "questions_per_minute": "write questions_per_minute = 600",
    "items_per_batch": "write items_per_batch = 500",
    "writes": 'write writes = ["national-lost"]',
    "reports_others": "write reports_others = true",
    "changes_per_minute": "write changes_per_minute = 6000",
    "clearance": 'write clearance = "restricted"',
}
"""How a key is written, for who wrote another kind of value."""
WordT = TypeVar("WordT", bound=str)


class RawCaller(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A [[caller]] table as it was written; None where a key is left out."""

    who: str
    until: Any
    since: Any = None
    services: list[str] | None = None
    databases: list[str] | None = None
    feeds: list[str] | None = None
    purposes: list[str] | None = None
    line: str | None = None
    questions_per_minute: int | None = None
    items_per_batch: int | None = None
    writes: list[str] | None = None
    reports_others: bool | None = None
    changes_per_minute: int | None = None
    clearance: str | None = None


class Faults:
    """What is wrong with a register, in the order it was found."""

    def __init__(self, found: list[str] | None = None, entry: str = "") -> None:
        self.found: list[str] = [] if found is None else found
        self._entry = entry

    def of_entry(self, number: int, who: object) -> "Faults":
        """Return where to add what is wrong with one entry, by its number and name."""
        is_name = isinstance(who, str) and len(who) <= URI_CHARS_MAX
        name = f" ({who})" if is_name and str(who).isprintable() else ""
        return Faults(self.found, f"caller {number}{name}: ")

    def add(self, key: str, reason: str, cure: str) -> None:
        """Add that *key* is wrong; "" is the entry, or the file, as a whole."""
        at = f"{key}: " if key else ""
        self.found.append(f"{self._entry}{at}{reason}; {cure}")


def read_entry(raw: RawCaller, trust_domain: str, faults: Faults) -> Entry | None:
    """Return the entry that *raw* is, None where anything of it was added to *faults*."""
    before = len(faults.found)
    caller = _caller(raw.who, trust_domain, faults)
    until = _moment("until", raw.until, faults, end_of_day=True)
    since = _moment("since", raw.since, faults) if raw.since is not None else None
    if caller is None:
        return None
    _check_keys(raw, caller.kind, faults)
    if since and until and since >= until:
        faults.add("since", "is not before until", "mend one of the two")
    entry = Entry(
        caller=caller,
        until=until or datetime.max.replace(tzinfo=UTC),
        since=since,
        services=_services(raw, caller.kind, faults),
        purposes=frozenset(
            _words("purposes", raw.purposes or (), PURPOSES[caller.kind], faults)
        ),
        sight=_sight(raw, caller, faults),
        questions_per_minute=_number(
            "questions_per_minute",
            raw.questions_per_minute or 0,
            QUESTIONS_PER_MINUTE_MAX,
            faults,
            at_least=0 if raw.questions_per_minute is None else 1,
        ),
        items_per_batch=_number(
            "items_per_batch",
            raw.items_per_batch or 0,
            raw.questions_per_minute or 0,
            faults,
        ),
        writes=frozenset(_feeds("writes", raw.writes or (), faults)),
        changes_per_minute=_changes(raw, caller.kind, faults),
        reports_others=bool(raw.reports_others),
    )
    return entry if len(faults.found) == before else None


def _caller(uri: str, trust_domain: str, faults: Faults) -> CallerName | None:
    try:
        caller = caller_name(uri)
    except NotACaller as error:
        faults.add("who", error.reason, error.cure)
        return None
    if caller.trust_domain != trust_domain:
        faults.add(
            "who",
            f"is of the trust domain {caller.trust_domain}, not of {trust_domain}",
            "name callers of this register's trust_domain only",
        )
    return caller


def _moment(
    key: str, given: object, faults: Faults, *, end_of_day: bool = False
) -> datetime | None:
    """Return the time that *given* is, in UTC; a day counts from its begin to its end."""
    if isinstance(given, datetime):
        if given.tzinfo is not None:
            return given.astimezone(UTC)
        faults.add(key, "is a time without its zone", "end it with Z")
    elif isinstance(given, date):
        begin = datetime.combine(given, time(), UTC)
        return begin + _A_DAY if end_of_day else begin
    else:
        faults.add(key, "is no date", "write 2027-06-30, without quotes")
    return None


def _check_keys(raw: RawCaller, kind: CallerKind, faults: Faults) -> None:
    """Add keys that mean nothing for *kind*, and those that it cannot be without."""
    allowed = _KEYS_OF_KIND[kind]
    for key in sorted(_ASKING | _WRITING):
        if getattr(raw, key) is not None and key not in allowed:
            faults.add(key, f"means nothing for the kind {kind}", "take it out")
    for key in _REQUIRED_OF_KIND[kind]:
        if getattr(raw, key) is None:
            faults.add(key, "is missing", f"the kind {kind} needs it")
        elif getattr(raw, key) == []:
            faults.add(key, "is empty", "name at least one")


def _changes(raw: RawCaller, kind: CallerKind, faults: Faults) -> int:
    if kind is not CallerKind.OWNER:
        return 0
    given = raw.changes_per_minute
    return _number(
        "changes_per_minute",
        CHANGES_PER_MINUTE if given is None else given,
        CHANGES_PER_MINUTE_MAX,
        faults,
        at_least=1,
    )


def _services(raw: RawCaller, kind: CallerKind, faults: Faults) -> frozenset[May]:
    most = permissions_of(kind)
    if raw.services is None:
        return most
    return frozenset(_words("services", raw.services, most, faults))


def _sight(raw: RawCaller, caller: CallerName, faults: Faults) -> Sight:
    lines = _LINES.get(caller.kind, (Line.FIRST,))
    line = lines[0]
    if raw.line is not None:
        line = next(iter(_words("line", (raw.line,), lines, faults)), line)
    feeds = raw.feeds if caller.kind is not CallerKind.OWNER else raw.writes
    if raw.feeds == []:
        faults.add("feeds", "is empty", "name at least one, or leave the key out")
    databases = _words("databases", raw.databases or (), tuple(Database), faults)
    return Sight(
        databases=frozenset(databases)
        if "databases" in _KEYS_OF_KIND[caller.kind]
        else None,
        feeds=None if feeds is None else frozenset(_feeds("feeds", feeds, faults)),
        line=line,
        state=issuing_state(caller.state) or caller.state,
        clearance=_clearance(raw, faults),
    )


def _clearance(raw: RawCaller, faults: Faults) -> Confidentiality:
    given = raw.clearance or Confidentiality.OFFICIAL_USE
    found = _words("clearance", (given,), tuple(Confidentiality), faults)
    return found[0] if found else Confidentiality.OFFICIAL_USE


def _words(
    key: str,
    given: Sequence[str],
    known: Sequence[WordT] | frozenset[WordT],
    faults: Faults,
) -> list[WordT]:
    """Return *given* as words that are *known*; others, and repeated ones, are added."""
    by_text = {str(word): word for word in known}
    for text in dict.fromkeys(text for text in given if text not in by_text):
        faults.add(key, f"{text!r} is none", f"give {', '.join(sorted(by_text))}")
    _check_once(key, given, faults)
    return [by_text[text] for text in given if text in by_text]


def _feeds(key: str, given: Sequence[str], faults: Faults) -> Sequence[str]:
    for text in given:
        if not _FEED_NAME.fullmatch(text):
            faults.add(
                key,
                f"{text!r} is no name of a feed",
                "use small letters, digits and hyphens",
            )
    _check_once(key, given, faults)
    return given


def _check_once(key: str, given: Sequence[str], faults: Faults) -> None:
    if len(set(given)) < len(given):
        faults.add(key, "names something twice", "name each once")


def _number(
    key: str, given: int, most: int, faults: Faults, *, at_least: int = 0
) -> int:
    if not at_least <= given <= most:
        faults.add(
            key,
            f"is {given}",
            f"give a number from {at_least} to {most}"
            + (", the questions_per_minute" if key == "items_per_batch" else ""),
        )
    return given
