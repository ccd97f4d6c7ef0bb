"""The register of callers: taken whole, or refused whole with all that is wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.access.permissions import May
from screening.access.register import REGISTER_BYTES_MAX, read_register
from screening.callers import CallerKind
from screening.errors import RegisterRefused
from screening.sight import Line
from tests.access.registers import (
    NOW,
    TOMORROW,
    YESTERDAY,
    Table,
    caller,
    register,
    table,
    written,
)

GATE = caller(CallerKind.CHECKPOINT)
BUREAU = caller(CallerKind.SECOND_LINE)
AIRLINE = caller(CallerKind.CARRIER)
POLICE = caller(CallerKind.OWNER)


def faults(content: bytes) -> str:
    """Return all that is wrong with *content*, which is refused."""
    with pytest.raises(RegisterRefused) as caught:
        read_register(content, file="callers.toml", now=NOW)
    return "\n".join(caught.value.faults)


def test_an_entry_is_read_as_it_is_written() -> None:
    """Names, times, words and numbers arrive where the decision looks for them."""
    held = register(
        table(
            GATE,
            since=YESTERDAY,
            feeds=["lost", "cars"],
            databases=["documents"],
            services=["documents", "basics"],
        ),
        table(POLICE, reports_others=True, changes_per_minute=60),
        table(caller(CallerKind.OWNER, "customs")),
    )
    gate, police, customs = held.entries

    assert (gate.caller, gate.since, gate.until) == (GATE, YESTERDAY, TOMORROW)
    assert gate.sight.feeds == frozenset({"lost", "cars"})
    assert gate.sight.databases == frozenset({"documents"})
    assert gate.services == {May.DOCUMENTS, May.BASICS}
    assert gate.purposes == {"BORDER_CHECK", "TEST"}
    assert (gate.questions_per_minute, gate.items_per_batch) == (1_000, 100)
    assert police.writes == {"utopia-lost"}
    assert police.reports_others
    assert (police.changes_per_minute, customs.changes_per_minute) == (60, 60_000)
    assert held.of(GATE) == (gate,)
    assert held.of(caller(CallerKind.CHECKPOINT, "other")) == ()


def test_a_day_counts_to_its_end() -> None:
    """`until = 2026-11-26` lets in on that day, in UTC."""
    content = written([table(GATE)]).replace(
        TOMORROW.isoformat().encode(), b"2026-11-26"
    )
    held = read_register(content, file="callers.toml", now=NOW)

    assert held.entries[0].until == datetime(2026, 11, 27, tzinfo=UTC)


def test_a_line_is_that_of_the_kind_and_may_be_less() -> None:
    """A second line may be told as little as the first, never the other way round."""
    held = register(
        table(GATE),
        table(BUREAU),
        table(AIRLINE),
        table(caller_of_bureau(), line="first"),
    )

    assert [entry.sight.line for entry in held.entries] == [
        Line.FIRST,
        Line.SECOND,
        Line.CARRIER,
        Line.FIRST,
    ]


def caller_of_bureau() -> str:
    """Return the name of another second line."""
    return caller(CallerKind.SECOND_LINE, "two").uri


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (table(GATE, colour="red"), ["caller 1", "harbour", "`colour`", "keys are"]),
        (table(GATE, until="2027-01-01"), ["until: is no date", "without quotes"]),
        (table(GATE, until=datetime(2027, 1, 1)), ["until: ", "zone", "Z"]),  # noqa: DTZ001
        (table(GATE, changes_per_minute=9), ["changes_per_minute: means nothing"]),
        (table(POLICE, changes_per_minute=0), ["changes_per_minute: "]),
        (
            table(POLICE, changes_per_minute=9**9),
            ["changes_per_minute: ", "to 1000000"],
        ),
        (table(GATE, since=TOMORROW), ["since: is not before until"]),
        (table(GATE, databases=["planes"]), ["databases: 'planes'", "persons"]),
        (table(GATE, databases=[]), ["databases: is empty"]),
        (table(GATE, databases=()), ["databases: is missing"]),
        (table(GATE, databases="documents"), ["databases: expected `array`"]),
        (table(GATE, feeds=["../x"]), ["feeds: '../x'", "hyphens"]),
        (table(GATE, feeds=[]), ["feeds: is empty", "leave the key out"]),
        (table(GATE, feeds=["a", "a"]), ["feeds: names something twice"]),
        (table(GATE, purposes=["INVESTIGATION"]), ["purposes: 'INVESTIGATION'"]),
        (table(GATE, purposes=()), ["purposes: is missing"]),
        (table(GATE, line="second"), ["line: 'second' is none; give first"]),
        (table(GATE, services=["records"]), ["services: 'records' is none"]),
        (table(GATE, questions_per_minute=0), ["questions_per_minute: is 0"]),
        (
            table(GATE, questions_per_minute=10**7),
            ["questions_per_minute: is 10000000"],
        ),
        (table(GATE, questions_per_minute=True), ["questions_per_minute: expected"]),
        (table(GATE, items_per_batch=5_000), ["items_per_batch: is 5000", "1000"]),
        (table(GATE, items_per_batch=-1), ["items_per_batch: is -1"]),
        (table(GATE, writes=["lost"]), ["writes: means nothing for the kind"]),
        (table(POLICE, writes=()), ["writes: is missing"]),
        (table(POLICE, purposes=()), ["purposes: is missing", "kind owner needs it"]),
        (table(POLICE, databases=["documents"]), ["databases: means nothing"]),
        (table(AIRLINE, line="first"), ["line: means nothing for the kind carrier"]),
        (table(AIRLINE, purposes=["BORDER_CHECK"]), ["give CARRIER_CHECK, TEST"]),
        ({"who": "harbour-3", "until": TOMORROW}, ["who: ", "spiffe://TRUST-DOMAIN"]),
        ({"until": TOMORROW}, ["caller 1: ", "`who`"]),
        (
            table(GATE.uri.replace("screening.example", "other.example")),
            ["who: is of the trust domain other.example"],
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_its_cure(wrong: Table, said: list[str]) -> None:
    """The entry, the key, the cure; a good entry beside it does not save the file."""
    wrong = {
        k: str(v).replace("/one", "/harbour") if k == "who" else v
        for k, v in wrong.items()
    }
    told = faults(written([wrong, table(BUREAU)]))

    assert all(words in told for words in said), told


def test_all_faults_are_told_at_once() -> None:
    """Whoever mends a register need not try it five times."""
    told = faults(
        written(
            [
                table(GATE, line="second", databases=["x"], feeds=["Y"]),
                table(BUREAU, until=5),
            ]
        )
    )

    assert len(told.splitlines()) == 4


def test_one_caller_twice_at_a_time_is_an_overlap() -> None:
    """Which of two entries counts would be a guess; one after the other is no overlap."""
    early = table(GATE, until=NOW)
    late = table(GATE, since=NOW)

    assert "callers 1 and 3 are the same" in faults(
        written([table(GATE), table(BUREAU), table(GATE)])
    )
    assert "callers 1 and 2 are the same" in faults(
        written([early, table(GATE, since=NOW - timedelta(seconds=1))])
    )
    assert len(register(early, late).of(GATE)) == 2


def test_a_register_that_lets_in_nobody_is_refused() -> None:
    """No caller, or all over: most likely an old or an empty copy."""
    over = table(GATE, until=YESTERDAY)

    assert "every entry is over" in faults(written([over]))
    assert "no caller is named" in faults(written([]))
    assert len(register(over, table(BUREAU)).entries) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "`format`"),
        (b"\xff\xfe", "UTF-8"),
        (b"format = ", "no TOML"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"#" * 10_000_000, "more than the"),
        (b"x = " + b"9" * 5_000, "no TOML"),
        (written([table(GATE)]).replace(b"register/1", b"register/2"), "format: is"),
        (b"caller = 5\n" + written([]), "`array`"),
        (written([table(GATE)], count=2), "says 2, and there are 1"),
        (written([table(GATE)]) + b"[extra]\n", "`extra`"),
        (written([table(GATE)]).partition(b"[end]")[0], "at the end [end]"),
    ],
    ids=[
        "empty",
        "utf-16",
        "cut",
        "deep",
        "10 MB",
        "digits",
        "format",
        "kind",
        "fewer",
        "more",
        "no end",
    ],
)
def test_what_is_no_register_is_refused(content: bytes, said: str) -> None:
    """Whatever the bytes are: one clear error."""
    assert said in faults(content)


FULL = written([table(GATE), table(BUREAU), table(AIRLINE), table(POLICE)])


def test_a_file_that_is_cut_is_refused_wherever_that_is() -> None:
    """A key that narrows an entry may be what is missing: only its end proves it whole."""
    assert all(faults(FULL[:at]) for at in range(len(FULL) - 1))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_register_or_refused(content: bytes) -> None:
    """Nothing else comes out of a file, whatever is in it."""
    assert faults(content)
    assert faults(FULL.replace(b"[[caller]]", content, 1)) or content == b"[[caller]]"


def test_the_largest_register_is_read_whole() -> None:
    """What the bound allows is parsed; a byte more is not even looked at."""
    assert "more than the" in faults(b"#" * (REGISTER_BYTES_MAX + 1))
    padded = FULL + b"#" * (REGISTER_BYTES_MAX - len(FULL))
    assert len(read_register(padded, file="f", now=NOW).entries) == 4
