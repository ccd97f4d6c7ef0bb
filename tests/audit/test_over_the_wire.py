"""A service with keys, asked over gRPC: who asked is remembered, what was asked is sealed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from screening.audit import Audit, journal_folder
from screening.audit.history import history
from screening.audit.sealing import Unsealing
from screening.client import ScreeningClient
from screening.config import Config
from screening.engine import Engine, utc_now
from screening.errors import InvalidQuery, LimitExceeded, NotRecorded, ScreeningError
from screening.queries import Answer, Asked, DocumentQuery
from screening.server.app import App, opened
from screening.storage.catalog import Catalog
from tests.audit.journals import NEVER_S, keyed, wrong
from tests.cli.shell import served as served_by_command
from tests.server.service import publish, served_recording
from tests.world import stolen_passport

LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
WHO = Asked(
    request_id="r-1",
    checkpoint="gate 4",
    purpose="BORDER_CHECK",
    unit="harbour police",
    user="officer 17",
    device="kiosk 2",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path / "data", stolen_passport())
    return tmp_path / "data"


def test_all_that_a_caller_gives_is_remembered(data: Path) -> None:
    """By two workers with a chain each; a caller without a certificate is local."""
    unsealing: Unsealing = keyed(data)
    with served_by_command(data, "--workers", "2") as address:
        for _ in range(8):
            with ScreeningClient(address) as client:
                assert client.screen_document(LISTED, WHO).answer is Answer.HIT
        with ScreeningClient(address) as client:
            kept = client.status().journal
    told = list(history(journal_folder(data), unsealing=unsealing))

    assert len(told) == 8
    assert {each.what.core.caller for each in told} == {"local"}
    assert {
        (core.request_id, core.checkpoint, core.purpose, core.unit, core.device)
        for core in (each.what.core for each in told)
    } == {("r-1", "gate 4", "BORDER_CHECK", "harbour police", "kiosk 2")}
    assert all(each.what.matter and each.what.matter.user == WHO.user for each in told)
    assert kept is not None
    assert kept.sealed_to == told[0].what.sealed_to
    assert kept.signed_by
    assert wrong(data) == []


@pytest.mark.parametrize("field", ["unit", "user", "device"])
@pytest.mark.parametrize(
    ("text", "error"), [("x" * 129, LimitExceeded), ("a\nb", InvalidQuery)]
)
def test_who_asks_has_bounds(
    data: Path, field: str, text: str, error: type[ScreeningError]
) -> None:
    """Too long, or with a control character: refused by field, and not recorded."""
    given: dict[str, Any] = {field: text}
    asked = Asked(**given)
    with (
        Audit(data, interval_s=NEVER_S) as audit,
        served_recording(data, audit.record) as app,
        ScreeningClient(f"127.0.0.1:{app.port}") as client,
        pytest.raises(error, match=f"asked.{field}"),
    ):
        client.screen_document(LISTED, asked)

    assert list(history(journal_folder(data))) == []


def test_who_asks_may_fill_every_field(data: Path) -> None:
    """To its last character."""
    fields = ("request_id", "checkpoint", "unit", "user", "device")
    given: dict[str, Any] = dict.fromkeys(fields, "x" * 128)
    asked = Asked(**given)
    with (
        Audit(data, interval_s=NEVER_S) as audit,
        served_recording(data, audit.record) as app,
        ScreeningClient(f"127.0.0.1:{app.port}") as client,
    ):
        client.screen_document(LISTED, asked)
    [told] = history(journal_folder(data))

    assert told.what.core.unit == told.what.core.device == asked.unit


@contextmanager
def _served_by(data: Path, audit: Audit) -> Iterator[App]:
    """Yield a server that answers from *data* and records with *audit*."""
    engine = Engine(
        Catalog(data), record=audit.record, now=utc_now, problems=audit.problems
    )
    with opened(Config(data=data, port=0), engine, now=utc_now) as app:
        yield app


def _no_room(*_arguments: object, **_options: object) -> None:
    raise OSError(28, "No space left on device")


def _spoilt_entries(patched: pytest.MonkeyPatch, _audit: Audit) -> None:
    patched.setattr("screening.storage.journal.os.write", _no_room)


def _spoilt_checkpoints(patched: pytest.MonkeyPatch, audit: Audit) -> None:
    patched.setattr("screening.audit.checkpoints.write_whole", _no_room)
    audit._upkeep._turn_or_say()  # noqa: SLF001 -- instead of a minute


@pytest.mark.parametrize("spoil", [_spoilt_entries, _spoilt_checkpoints])
def test_without_room_for_the_journal_a_service_says_unavailable(
    data: Path, spoil: Callable[[pytest.MonkeyPatch, Audit], None]
) -> None:
    """Be it for entries or for checkpoints; status, too. As soon as there is, it answers."""
    keyed(data)
    with (
        Audit(data, interval_s=NEVER_S) as audit,
        _served_by(data, audit) as app,
        ScreeningClient(f"127.0.0.1:{app.port}") as client,
    ):
        client.screen_document(LISTED)
        with pytest.MonkeyPatch.context() as patched:
            spoil(patched, audit)
            for _ in range(2):
                with pytest.raises(NotRecorded):
                    client.screen_document(LISTED)
            problems = client.status().problems
        client.screen_document(LISTED)
        none = client.status().problems

    assert "No space left on device" in problems[0]
    assert (len(problems), none) == (1, ())
    assert len(list(history(journal_folder(data)))) == 2
    assert wrong(data) == []
