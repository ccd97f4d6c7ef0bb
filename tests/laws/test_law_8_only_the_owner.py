"""Law 8. Only the owner changes a record: the decision, whoever asks for what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.access.decision import Cause, require_own
from screening.callers import CallerKind
from screening.errors import NotPermitted
from screening.normalize.states import issuing_state
from tests.access.registers import caller, register, table

STATES = ("UTO", "D", "DEU", "FRA", "XPO")
states = st.sampled_from(STATES)
feeds = st.sampled_from(["utopia-lost", "utopia-cars", "other"])


@given(
    states,
    st.sets(feeds, min_size=1),
    st.booleans(),
    feeds,
    states.map(issuing_state),
    st.none() | states.map(issuing_state),
)
def test_a_change_is_allowed_exactly_to_the_owner(  # noqa: PLR0913, PLR0917 -- all that decides
    state: str,
    writes: set[str],
    others: bool,  # noqa: FBT001
    feed: str,
    owner: str,
    issuer: str | None,
) -> None:
    """Its feed, its own record, its own State's document unless registered for others'."""
    who = caller(CallerKind.OWNER, state=state)
    keys = table(who, writes=sorted(writes), reports_others=others)
    entry = register(keys).entries[0]
    own = issuing_state(state)
    try:
        require_own(entry, feed=feed, owner=owner, issuing_state=issuer)
        cause = ""
    except NotPermitted as refused:
        cause = refused.cause

    if feed not in writes:
        assert cause == Cause.FEED
    elif owner != own or (issuer not in (None, own) and not others):
        assert cause == Cause.OWNER
    else:
        assert cause == ""


@pytest.mark.parametrize("kind", [k for k in CallerKind if k is not CallerKind.OWNER])
def test_nobody_but_an_owner_writes(kind: CallerKind) -> None:
    """A register cannot even say so: what others may write is nothing."""
    entry = register(table(caller(kind))).entries[0]

    with pytest.raises(NotPermitted, match="may not write that feed"):
        require_own(entry, feed="utopia-lost", owner="UTO", issuing_state="UTO")
