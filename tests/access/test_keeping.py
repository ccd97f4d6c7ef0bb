"""A register that cannot be counted by: who was taken out is out all the same."""

from datetime import datetime
from pathlib import Path

import pytest

from screening.access import keeping
from screening.access.keeping import KeptAccess
from screening.access.permissions import May
from screening.callers import CallerKind
from screening.errors import NotPermitted, QuotaExceeded
from tests.access.registers import NOW, caller, table, written

METHOD = "/screening.v1.ScreeningService/ScreenDocument"
ONE, OTHER = (caller(CallerKind.CHECKPOINT, name) for name in ("one", "other"))


@pytest.fixture
def kept(tmp_path: Path) -> tuple[KeptAccess, Path]:
    """Access by a register that has both, and its file."""
    file = tmp_path / "callers.toml"
    file.write_bytes(written([table(ONE), table(OTHER)]))
    return (
        KeptAccess(
            file,
            needs={METHOD: May.DOCUMENTS},
            data=tmp_path / "data",
            workers=1,
            now=lambda: NOW,
        ),
        file,
    )


def settle(access: KeptAccess) -> None:
    """Look often enough for a new register to count."""
    for _ in range(3):
        access.refresh()


def ask(access: KeptAccess, who: object = ONE, now: datetime = NOW) -> None:
    """Ask one question."""
    assert who in {ONE, OTHER}
    admitted = access.admit(ONE if who == ONE else OTHER, METHOD, now)
    admitted.require_question("BORDER_CHECK")


def test_who_is_taken_out_is_out_though_nothing_can_be_counted(
    kept: tuple[KeptAccess, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are told to ask again; the operator is told why, until it is mended."""
    access, file = kept
    ask(access, OTHER)

    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    file.write_bytes(written([table(ONE)]))
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "Quotas", full)
        settle(access)
        with pytest.raises(NotPermitted):
            ask(access, OTHER)
        with pytest.raises(QuotaExceeded):
            ask(access)
        assert any("cannot be counted" in problem for problem in access.problems)
    settle(access)

    ask(access)
    assert access.problems == ()
