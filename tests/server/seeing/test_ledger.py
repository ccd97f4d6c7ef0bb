from hypothesis import given
from hypothesis import strategies as st

from screening.server.seeing.ledger import Ledger
from tests.server.seeing.reports import METHOD, report, timed


def counted(ledger: Ledger) -> int:
    """Return how many calls the service has answered."""
    found = ledger.now().totals.calls.get((METHOD, "OK"))
    return sum(found.counts) if found else 0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from([0, 1]), st.integers(1, 9)),
            st.tuples(st.sampled_from([0, 1]), st.none()),
        )
    )
)
def test_sums_never_go_back_whoever_dies(events: list[tuple[int, int | None]]) -> None:
    """A worker counts from nothing again; the service does not."""
    ledger, so_far, told = Ledger(workers=2, writer=None), {0: 0, 1: 0}, 0
    for number in so_far:
        ledger.started(number)
    for number, more in events:
        if more is None:
            ledger.ended(number, is_replaced=True)
            ledger.started(number)
            so_far[number] = 0
            assert counted(ledger) == told
        else:
            so_far[number] += more
            told += more
            told_by = report(timed(so_far[number]))
            ledger.heard(number, ready=True, report=told_by)
            assert counted(ledger) == told
    dead = sum(more is None for _, more in events)

    assert ledger.now().restarts[False] == dead


def test_who_stops_is_not_restarted() -> None:
    """An end that was asked for is no alarm; that of a writer is counted apart."""
    ledger = Ledger(workers=1, writer=-1)
    for number in (0, -1):
        ledger.started(number)
    ledger.ended(0, is_replaced=False)
    ledger.ended(-1, is_replaced=True)
    stands = ledger.now()

    assert dict(stands.restarts) == {True: 1}
    assert stands.processes == ()


def test_a_process_is_ready_when_it_says_so() -> None:
    """And how long it has been silent is known."""
    ledger = Ledger(workers=1, writer=None)
    ledger.started(0)
    before = ledger.now().processes[0]
    ledger.heard(0, ready=True, report=None)
    after = ledger.now().processes[0]

    assert (before.is_ready, after.is_ready) == (False, True)
    assert 0 <= after.silent_s < 5
