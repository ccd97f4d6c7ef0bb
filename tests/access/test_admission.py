"""Who is let in: every method, kind of caller, purpose and state of the entry, as the table says."""

from datetime import datetime
from itertools import product

import pytest

from screening.access.admission import LOCAL, Access, Loopback
from screening.access.decision import Cause
from screening.access.permissions import PURPOSES
from screening.access.purposes import Purpose
from screening.callers import CallerKind, CallerName
from screening.errors import (
    InvalidQuery,
    LimitExceeded,
    NotPermitted,
    QuotaExceeded,
    ScreeningError,
)
from screening.ownership import OwnerRights
from screening.server.rules import NEEDS
from screening.sight import EVERYTHING
from tests.access.registers import (
    ASKING,
    NOW,
    TOMORROW,
    YESTERDAY,
    caller,
    register,
    table,
)
from tests.house.test_call_rules import WRITTEN_DOWN

METHODS = (*NEEDS, "/screening.v1.ScreeningService/Forgotten")
ENTRIES = ("in force", "expired", "not yet", "another's", "no name", "narrowed")
REGISTERED = {
    CallerKind.CHECKPOINT: ("BORDER_CHECK", "TEST"),
    CallerKind.SECOND_LINE: ("BORDER_CHECK", "INVESTIGATION"),
    CallerKind.CARRIER: ("CARRIER_CHECK",),
    CallerKind.OWNER: ("RECORD_UPKEEP",),
    CallerKind.AUDITOR: ("AUDIT",),
}
"""As `registers.table` has it."""
_OF_ENTRY = {
    "no name": "NotIdentified",
    "another's": str(Cause.NOT_REGISTERED),
    "expired": str(Cause.EXPIRED),
    "not yet": str(Cause.NOT_YET),
}
GIVEN = (*Purpose, "", "border_check", "SPYING")


class Unlimited:
    """Counts, and refuses nobody."""

    def __init__(self) -> None:
        self.counted = 0

    def take(self, caller: int, count: int, maximum: int) -> float:
        """Count."""
        del caller, maximum
        self.counted += count
        return 0.0

    def asked(self, caller: int) -> int:
        """Return what was counted, of whomever."""
        del caller
        return self.counted


def access_with(entry: str, kind: CallerKind, count: Unlimited) -> Access:
    """Return access by a register in which a caller of *kind* stands like that."""
    who = caller(kind)
    changed: dict[str, object] = {}
    if entry == "expired":
        changed["until"] = NOW
    if entry == "not yet":
        changed |= {"since": TOMORROW, "until": TOMORROW.replace(year=2030)}
    if entry == "narrowed":
        changed["services"] = ["basics"]
    if entry == "another's":
        who = caller(kind, "another")
    if kind in {CallerKind.OPERATOR, CallerKind.REPLICA}:
        changed["purposes"] = ["TEST"]
    held = register(table(who, **changed), now=YESTERDAY)
    return Access(held, NEEDS, lambda _register: count)


def verdict(access: Access, who: CallerName | None, method: str, purpose: str) -> str:
    """Return "asks", or the word for why not."""
    try:
        access.admit(who, method, NOW).require_question(purpose)
    except NotPermitted as refused:
        return refused.cause
    except ScreeningError as error:
        return type(error).__name__
    return "asks"


def expected(entry: str, kind: CallerKind, method: str, purpose: str) -> str:
    """Return what the tables say, read by hand: first who, then what, then why."""
    if entry in _OF_ENTRY:
        return _OF_ENTRY[entry]
    is_basic = method.startswith("/grpc.")
    if not is_basic:
        if method not in WRITTEN_DOWN:
            return "NotAllowed"
        if kind not in WRITTEN_DOWN[method].split():
            return Cause.KIND
        if entry == "narrowed":
            return Cause.SERVICE
    if purpose in REGISTERED.get(kind, ("TEST",)):
        return "asks"
    return Cause.PURPOSE if purpose in tuple(Purpose) else "InvalidQuery"


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("kind", CallerKind)
def test_the_matrix(kind: CallerKind, entry: str) -> None:
    """Each method and purpose, for each kind in each state: as the tables say."""
    count = Unlimited()
    access = access_with(entry, kind, count)
    who = None if entry == "no name" else caller(kind)
    cells = [*product(METHODS, GIVEN)]
    found = {(m, p): verdict(access, who, m, p) for m, p in cells}

    assert found == {(m, p): expected(entry, kind, m, p) for m, p in cells}
    assert count.counted == list(found.values()).count("asks")


def test_the_matrix_has_every_outcome() -> None:
    """A matrix in which something never happens would prove nothing of it."""
    outcomes = {
        expected(entry, kind, method, purpose)
        for entry, kind, method, purpose in product(ENTRIES, CallerKind, METHODS, GIVEN)
    }
    beyond_calls = {Cause.LINE, Cause.OWNER}

    assert outcomes == {
        *(set(Cause) - beyond_calls),
        *("asks", "NotIdentified", "NotAllowed", "InvalidQuery"),
    }


def test_every_kind_has_purposes_and_every_purpose_a_kind() -> None:
    """The table is total both ways; those who ask may not ask for everything."""
    assert set(PURPOSES) == set(CallerKind)
    assert frozenset[Purpose]().union(*PURPOSES.values()) == set(Purpose)
    assert all(PURPOSES[kind] < set(Purpose) for kind in CallerKind)


def test_a_missing_purpose_is_told_with_those_that_may_be_given() -> None:
    """The field, and the cure: what this caller is registered for, nothing of others."""
    access = access_with("in force", CallerKind.CHECKPOINT, Unlimited())
    admitted = access.admit(caller(CallerKind.CHECKPOINT), next(iter(NEEDS)), NOW)

    with pytest.raises(InvalidQuery, match=r"asked\.purpose: is missing; give BORDER_"):
        admitted.require_question("")


def test_who_has_no_purpose_is_told_whose_business_that_is() -> None:
    """The cure is the operator's, and reads as a sentence."""
    operator = caller(CallerKind.OPERATOR)
    held = Access(register(table(operator)), NEEDS, lambda _: Unlimited())
    admitted = held.admit(operator, "/screening.v1.StatusService/GetStatus", NOW)

    with pytest.raises(
        NotPermitted, match="TEST; the register has none for this caller: ask the op"
    ):
        admitted.require_purpose("TEST")


def test_a_batch_is_bounded_and_counts_its_items() -> None:
    """So many items at once, and each is a question of the minute."""
    count = Unlimited()
    access = access_with("in force", CallerKind.CARRIER, count)
    admitted = access.admit(caller(CallerKind.CARRIER), next(iter(NEEDS)), NOW)
    admitted.require_question("CARRIER_CHECK", items=100)
    with pytest.raises(LimitExceeded):
        admitted.require_question("CARRIER_CHECK", items=101)

    assert count.counted == 100


def test_beyond_the_quota_is_told_when_to_ask_again() -> None:
    """Refused at once, with the bound and the time."""

    class Full:
        def take(self, caller: int, count: int, maximum: int) -> float:
            del caller, count, maximum
            return 2.5

        def asked(self, caller: int) -> int:
            del caller
            return 0

    held = register(table(caller(CallerKind.CHECKPOINT)))
    access = Access(held, NEEDS, lambda _register: Full())
    admitted = access.admit(caller(CallerKind.CHECKPOINT), next(iter(NEEDS)), NOW)

    with pytest.raises(QuotaExceeded, match="1000 a minute") as caught:
        admitted.require_question("TEST")
    assert caught.value.retry_after_s == 2.5


def test_entries_follow_one_another() -> None:
    """A caller is what the entry of the moment says, until the next one holds."""
    who = caller(CallerKind.CHECKPOINT)
    later = TOMORROW.replace(year=2027)
    held = register(
        table(who, until=TOMORROW, purposes=["TEST"]),
        table(who, since=TOMORROW, until=later, purposes=["BORDER_CHECK"]),
    )
    access = Access(held, NEEDS, lambda _register: Unlimited())

    def asks(purpose: str, at: datetime) -> bool:
        try:
            access.admit(who, next(iter(NEEDS)), at).require_question(purpose)
        except NotPermitted:
            return False
        return True

    assert [asks("TEST", at) for at in (NOW, TOMORROW, later)] == [True, False, False]
    assert [asks("BORDER_CHECK", at) for at in (NOW, TOMORROW, later)] == [
        *(False, True, False)
    ]


def test_another_register_holds_from_the_next_call_on() -> None:
    """Who is taken out is out, who is put in is in."""
    gate, other = caller(CallerKind.CHECKPOINT), caller(CallerKind.CHECKPOINT, "other")
    access = Access(register(table(gate)), NEEDS, lambda _register: Unlimited())
    method = next(iter(NEEDS))
    assert access.admit(gate, method, NOW).caller == gate
    access.hold(register(table(other)))

    assert access.admit(other, method, NOW).caller == other
    with pytest.raises(NotPermitted, match="does not name"):
        access.admit(gate, method, NOW)


def test_on_loopback_everybody_is_the_local_caller() -> None:
    """As before there were callers; but a name that nobody knows is not let in."""
    local = Loopback().admit(None, "/any", NOW)
    local.require_question("")

    local.require_purpose("")
    assert local.rights is None
    assert local is LOCAL
    assert local.sight is EVERYTHING
    with pytest.raises(NotPermitted, match="--register"):
        Loopback().admit(caller(CallerKind.CHECKPOINT), "/any", NOW)


def test_an_owner_needs_no_quota_and_changes_its_own() -> None:
    """Its purpose is checked, and whose record it is: nothing is counted."""
    count = Unlimited()
    access = access_with("in force", CallerKind.OWNER, count)
    status = "/screening.v1.StatusService/GetStatus"
    owner = access.admit(caller(CallerKind.OWNER), status, NOW)
    owner.require_purpose("RECORD_UPKEEP")

    assert owner.rights == OwnerRights(owner="UTO", feeds=("utopia-lost",))
    with pytest.raises(NotPermitted, match="may not ask for the purpose BORDER_CHECK"):
        owner.require_purpose("BORDER_CHECK")
    assert count.counted == 0


def test_only_who_asks_needs_a_quota() -> None:
    """Kinds that do not ask have none, and are let in to what is theirs."""
    access = access_with("in force", CallerKind.OPERATOR, Unlimited())
    status = "/screening.v1.StatusService/GetStatus"

    assert CallerKind.OPERATOR not in ASKING
    assert (
        access.admit(caller(CallerKind.OPERATOR), status, NOW).sight.databases is None
    )
