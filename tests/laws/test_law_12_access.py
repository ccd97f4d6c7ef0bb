"""Law 12, at the gate. What a caller sends comes back in no refusal and no log line."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.access.admission import Access
from screening.access.quotas import Quotas
from screening.callers import CallerKind
from screening.errors import ScreeningError
from screening.server.rules import NEEDS
from screening.server.status_table import status
from tests.access.registers import NOW, caller, register, table
from tests.laws.test_law_12_nothing_about_a_traveller import MARKER, marked

GATE = caller(CallerKind.CHECKPOINT)
POLICE = caller(CallerKind.OWNER)
METHOD = "/screening.v1.ScreeningService/ScreenDocument"
HELD = register(table(GATE, questions_per_minute=1, items_per_batch=1), table(POLICE))


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> Access:
    """Access by a register, with a quota that the first question fills."""
    folder: Path = tmp_path_factory.mktemp("data")
    quotas = Quotas(folder, digest="a" * 64, callers=2, columns=1, now_s=lambda: 60.0)
    return Access(HELD, NEEDS, lambda _register: quotas)


Ask = Callable[[Access], object]
asks: st.SearchStrategy[Ask] = st.one_of(
    st.builds(
        lambda purpose, items: (
            lambda access: access.admit(GATE, METHOD, NOW).require_question(
                purpose, items=items
            )
        ),
        marked | st.sampled_from(["", "TEST", "INVESTIGATION"]),
        st.none() | st.integers(0, 3),
    ),
)


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(asks)
def test_no_refusal_repeats_what_was_sent(
    access: Access, caplog: pytest.LogCaptureFixture, ask: Ask
) -> None:
    """Purposes, feeds, owners, States: the marker is in no text, told or logged."""
    caplog.clear()
    told = ""
    with caplog.at_level(logging.DEBUG):
        try:
            ask(access)
        except ScreeningError as error:
            ending = status(error)
            told = (
                f"{error!r} {vars(error)} {ending.details} {ending.trailing_metadata}"
            )

    assert MARKER not in told.upper()
    assert MARKER not in caplog.text.upper()
