"""Callers that were turned away, as the journal remembers them: a core, and nothing sealed."""

from datetime import timedelta
from pathlib import Path

import pytest

from screening.access.refusals import Refusal
from screening.audit import Audit, journal_folder
from screening.audit.history import Told, history
from screening.audit.sampling import Weighting, sample
from screening.audit.sealing import Unsealing
from screening.audit.tracing import traced
from screening.errors import NotRecorded
from tests.audit.journals import NOW, ask, audit_of, keyed, wrong

REFUSED = Refusal(
    at=NOW,
    caller="spiffe://screening.example/UTO/checkpoint/harbour-3",
    method="/screening.v1.RecordService/GetRecord",
    reason="NOT_PERMITTED",
    cause="KIND",
    count=3,
)


def told(data: Path, unsealing: Unsealing | None = None) -> list[Told]:
    """Return all that the journal of *data* remembers."""
    return list(history(journal_folder(data), unsealing=unsealing))


@pytest.mark.parametrize("is_keyed", [True, False])
def test_a_refusal_is_remembered_in_the_clear(tmp_path: Path, is_keyed: bool) -> None:  # noqa: FBT001 -- a case
    """With keys and without, opened and not: who, what, why and how often."""
    data = tmp_path / "data"
    unsealing = keyed(data) if is_keyed else None
    with audit_of(data) as audit:
        ask(audit)
        audit.refused(REFUSED)
    for entries in (told(data), told(data, unsealing)):
        core, matter = entries[-1].what.core, entries[-1].what.matter

        assert (core.kind, core.answer, core.caller, core.method) == (
            *("refusal", "NOT_PERMITTED"),
            *(REFUSED.caller, REFUSED.method),
        )
        assert (core.at, core.cause, core.count, core.shown) == (NOW, "KIND", 3, 0)
        assert (matter, entries[-1].what.sealed_to) == (None, "")
    assert wrong(data) == []


def test_nobody_is_asked_for_the_reason_of_a_refusal(tmp_path: Path) -> None:
    """Samples hold questions that were answered; a trace passes refusals over."""
    data = tmp_path / "data"
    with audit_of(data) as audit:
        for _ in range(20):
            audit.refused(REFUSED)
        ask(audit, names=("feeds/lost/documents/A1",))
    picked = sample(told(data), count=5, seed="s", weighting=Weighting.HITS)

    assert [each.what.core.kind for each in picked] == ["document"]
    assert len(traced(told(data), "feeds/lost/documents/A1").shown) == 1


def test_a_refusal_of_before_says_that_the_clock_was_set_back(tmp_path: Path) -> None:
    """Entries keep their order; a note stands between them."""
    data = tmp_path / "data"
    keyed(data)
    with audit_of(data) as audit:
        ask(audit)
        audit.refused(
            Refusal(at=NOW - timedelta(hours=1), caller="", method="", reason="")
        )
    notes = b"".join(file.read_bytes() for file in data.glob("journal/*/*.journal"))

    assert notes.count(b'"note":"clock_set_back"') == 1
    assert wrong(data) == []


def test_a_refusal_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To whoever handed it over, who lets nobody in for that."""

    def no_room(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with Audit(tmp_path / "data") as audit:
        with monkeypatch.context() as patched:
            patched.setattr("screening.storage.journal.os.write", no_room)
            with pytest.raises(NotRecorded):
                audit.refused(REFUSED)
        audit.refused(REFUSED)

    assert len(told(tmp_path / "data")) == 1
