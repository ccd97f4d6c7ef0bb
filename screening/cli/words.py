"""Times, ages, States and matches, in words for people."""

from datetime import UTC, datetime

from screening.normalize.states import state_name
from screening.queries import JournalStatus, Match, Searched

MATCHES = {
    Match.EXACT: "exact: number and State agree",
    Match.TYPE_DIFFERS: "number and State agree, the kind of document differs",
    Match.TRUNCATED_NUMBER: "the first nine characters agree, one number stops there",
    Match.SERIES: "the number lies in a series of stolen blanks",
    Match.STATE_UNKNOWN: "the number agrees, but nobody said of which State",
    Match.POSSIBLE_MISREAD: "a number that looks like the one asked about",
    Match.NAME: "the name",
}
VEHICLE_MARKS = {
    "vin": "exact: the VIN agrees",
    "plate": "exact: plate and State agree",
    "engine_number": "exact: the engine number agrees",
}

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400
_DAYS_FROM_S = 3 * _DAY_S
_US_A_MS, _US_A_S = 1_000, 1_000_000


def age(seconds: int) -> str:
    """Return how old something is.

    >>> age(45), age(720), age(11_520), age(400_000)
    ('45 s old', '12 min old', '3 h 12 min old', '4 days 15 h old')
    """
    return f"{length(seconds)} old"


def length(seconds: int) -> str:
    """Return a length of time, in its two largest units.

    >>> length(7_200), length(259_200)
    ('2 h', '3 days')
    """
    if seconds < _MINUTE_S:
        return f"{seconds} s"
    if seconds < _HOUR_S:
        return f"{seconds // _MINUTE_S} min"
    if seconds < _DAYS_FROM_S:
        hours, rest = divmod(seconds, _HOUR_S)
        minutes = rest // _MINUTE_S
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, rest = divmod(seconds, _DAY_S)
    hours = rest // _HOUR_S
    return f"{days} days {hours} h" if hours else f"{days} days"


def when(time: datetime) -> str:
    """Return *time* in UTC, to the minute.

    >>> when(datetime(2026, 11, 21, 2, 0, 30, tzinfo=UTC))
    '2026-11-21 02:00 UTC'
    """
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def rfc3339(time: datetime) -> str:
    """Return *time* for programs.

    >>> rfc3339(datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
    '2026-11-21T02:00:00Z'
    """
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def took(microseconds: int) -> str:
    """Return how long an answer took.

    >>> took(38), took(1_240), took(2_500_000)
    ('38 µs', '1.2 ms', '2.5 s')
    """
    if microseconds < _US_A_MS:
        return f"{microseconds} \N{MICRO SIGN}s"
    if microseconds < _US_A_S:
        return f"{microseconds / _US_A_MS:.1f} ms"
    return f"{microseconds / _US_A_S:.1f} s"


def state(code: str) -> str:
    """Return *code* as given, with the name of the State it stands for.

    >>> state("SWE"), state("D"), state("QZZ")
    ('SWE Sweden', 'D Germany', 'QZZ')
    """
    name = state_name(code)
    return f"{code} {name}" if name else code


def searched(feed: Searched) -> str:
    """Return one feed that was searched, and its age, in a line.

    Carriers are told of the oldest data alone, and not which feed it is.
    """
    stale = ", STALE: older than its publisher promises" if feed.stale else ""
    degraded = f"; {feed.degraded}" if feed.degraded else ""
    which = f"{feed.feed} ({feed.database}), revision {feed.revision}"
    return (
        f"{which if feed.feed else feed.database}, "
        f"data as of {when(feed.as_of)}, {age(feed.age_s)}{stale}{degraded}"
    )


def kept(journal: JournalStatus) -> str:
    """Return how a journal is kept, in a line.

    >>> kept(JournalStatus(sealed_to="87501f0a3ead983e", signed_by="0d69aef7359eb7a6"))
    'sealed to auditor 87501f0a3ead983e, checkpoints signed by 0d69aef7359eb7a6'
    >>> kept(JournalStatus())
    'NOT SEALED: holds in the clear what was asked, checkpoints NOT SIGNED'
    """
    sealed = (
        f"sealed to auditor {journal.sealed_to}"
        if journal.sealed_to
        else "NOT SEALED: holds in the clear what was asked"
    )
    signed = f"signed by {journal.signed_by}" if journal.signed_by else "NOT SIGNED"
    return f"{sealed}, checkpoints {signed}"


def many(count: int, thing: str) -> str:
    """Return *count* of a *thing*.

    >>> many(1, "record"), many(2_000, "record")
    ('1 record', '2,000 records')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def printable(text: str) -> str:
    """Return *text* without what could steer a terminal.

    >>> printable("left" + chr(27) + "[2J at the gate")
    'left\N{REPLACEMENT CHARACTER}[2J at the gate'
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
