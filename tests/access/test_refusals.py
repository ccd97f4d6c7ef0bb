"""What of refusals reaches the journal: all of them are counted, few are written."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from screening.access.refusals import ONE_BY_ONE_MAX, Refusal, Refusals
from screening.errors import NotRecorded
from tests.access.registers import NOW


def refusal(caller: str = "one", at: datetime = NOW) -> Refusal:
    """Return a refusal of *caller*."""
    return Refusal(at=at, caller=caller, method="/a/B", reason="NOT_PERMITTED")


def test_a_few_are_handed_on_at_once() -> None:
    """Each by itself, with the second it belongs to still going on."""
    told: list[Refusal] = []
    refusals = Refusals(told.append)
    for _ in range(ONE_BY_ONE_MAX):
        refusals.add(refusal())

    assert told == [refusal()] * ONE_BY_ONE_MAX


def test_more_of_them_are_counted_and_said_when_the_second_is_over() -> None:
    """By whoever is refused next, or by the look that comes now and again."""
    told: list[Refusal] = []
    refusals = Refusals(told.append)
    for _ in range(ONE_BY_ONE_MAX + 7):
        refusals.add(refusal())
    before = len(told)
    refusals.add(refusal("another", NOW + timedelta(seconds=1)))
    counted, other = told[before:]
    refusals.flush()

    assert (before, counted.count) == (ONE_BY_ONE_MAX, 7)
    assert (other.caller, other.count) == ("another", 1)
    assert len(told) == before + 2


def test_one_caller_hides_no_other() -> None:
    """Whoever makes noise, the refusal of another is there by itself."""
    told: list[Refusal] = []
    refusals = Refusals(told.append)
    for _ in range(100):
        refusals.add(refusal("loud"))
    refusals.add(refusal("quiet"))

    assert told[-1] == refusal("quiet")


def test_what_cannot_be_remembered_is_refused_all_the_same() -> None:
    """No error takes the place of the refusal, and later ones are remembered again."""
    told: list[Refusal] = []

    def remember(each: Refusal) -> None:
        if not told:
            told.append(each)
            raise NotRecorded(reason="no space left")
        told.append(each)

    refusals = Refusals(remember)
    refusals.add(refusal())
    refusals.add(refusal("another"))

    assert [each.caller for each in told] == ["one", "another"]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(min_value=0, max_value=3)),
        max_size=120,
    )
)
def test_no_refusal_is_lost_and_no_second_holds_too_many(
    asked: list[tuple[str, int]],
) -> None:
    """Whoever is refused when: the counts add up, and what is written is bounded."""
    asked.sort(key=lambda each: each[1])
    told: list[Refusal] = []
    refusals = Refusals(told.append)
    for caller, second in asked:
        refusals.add(refusal(caller, NOW + timedelta(seconds=second)))
    refusals.flush()
    counted: Counter[str] = Counter()
    for each in told:
        counted[each.caller] += each.count
    written = Counter((each.caller, each.at) for each in told)

    assert counted == Counter(caller for caller, _ in asked)
    assert all(count <= ONE_BY_ONE_MAX + 1 for count in written.values())
