"""A client that shows a certificate: let in, told why not, and never behind its files."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.client import ScreeningClient
from screening.client.channels import LOOK_INTERVAL_S, Channels
from screening.client.credentials import ClientCredentials
from screening.client.diagnosis import INTERVAL_S, Diagnosis
from screening.errors import (
    CertificateRefused,
    HandshakeFailed,
    NotIdentified,
    Unreachable,
)
from screening.pki.authority import Authority, Issued
from screening.queries import Answer, DocumentQuery
from screening.server.app import App
from screening.tls import ClientTls
from tests.certificates import DOMAIN, Pki, Rotation, harbour, utc_now
from tests.server.clocks import Clock
from tests.server.service import Held, publish, served, served_recording, wait_until
from tests.server.test_app import QUESTION
from tests.server.test_identity import secured
from tests.world import stolen_passport

ROTATIONS = int(os.environ.get("ROTATIONS", "3"))
"""Of everything, two seconds each: 30 for a minute of it."""
LISTED = DocumentQuery(document_number="L898902C3", issuing_state="UTO")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a stolen passport."""
    folder = tmp_path_factory.mktemp("data")
    publish(folder, stolen_passport())
    return folder


@pytest.fixture
def pki(tmp_path: Path) -> Pki:
    """An authority of this test's own."""
    return Pki(tmp_path)


@pytest.fixture
def secure(data: Path, pki: Pki) -> Iterator[App]:
    """A service that tells callers by certificates of that authority."""
    with served(data, tls=pki.tls(), callers_interval_s=0.05) as app:
        yield app


def files(pki: Pki, issued: Issued, roots: Path | None = None) -> ClientTls:
    """Return the files of a client that shows what was *issued*."""
    certificate, key = issued.write(pki.folder, "client")
    return ClientTls(certificate=certificate, key=key, roots=roots or pki.roots)


def client_of(app: App, tls: ClientTls | None) -> ScreeningClient:
    """Return a client of that service."""
    return ScreeningClient(f"127.0.0.1:{app.port}", timeout_s=10.0, tls=tls)


def test_a_client_with_a_certificate_is_answered(secure: App, pki: Pki) -> None:
    """Calls and lanes alike."""
    with client_of(secure, files(pki, pki.caller())) as client, client.lane() as lane:
        answers = [client.screen_document(LISTED), lane.screen_document(LISTED)]

    assert [each.answer for each in answers] == [Answer.HIT, Answer.HIT]


def test_a_revoked_client_is_told_so(secure: App, pki: Pki) -> None:
    """On its open channel, and over its open lane."""
    shown = pki.caller()
    with client_of(secure, files(pki, shown)) as client, client.lane() as lane:
        lane.screen_document(LISTED)
        pki.authority.revoke(shown.serial)
        wait_until(lambda: _is_refused(client))
        with pytest.raises(NotIdentified, match="was revoked; have another"):
            lane.screen_document(LISTED)


def _is_refused(client: ScreeningClient) -> bool:
    try:
        client.screen_document(LISTED)
    except NotIdentified:
        return True
    return False


def test_a_client_of_another_authority_is_told_what_happened(
    secure: App, pki: Pki
) -> None:
    """GRPC says no more than that nobody is there."""
    other = Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
    shown = other.issue_caller(harbour())
    with (
        client_of(secure, files(pki, shown)) as client,
        pytest.raises(HandshakeFailed, match="broke the connection off"),
    ):
        client.screen_document(LISTED)


def test_a_lane_is_told_what_happened(secure: App, pki: Pki) -> None:
    """As a call is."""
    other = Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
    tls = files(pki, other.issue_caller(harbour()))
    with (
        client_of(secure, tls) as client,
        client.lane() as lane,
        pytest.raises(HandshakeFailed, match="broke the connection off"),
    ):
        lane.screen_document(LISTED)


def test_a_service_of_another_authority_is_told_of(secure: App, pki: Pki) -> None:
    """Whom we do not believe, we do not ask; and the cure is named."""
    with (
        client_of(secure, files(pki, pki.caller(), _of_somebody_else(pki))) as client,
        pytest.raises(HandshakeFailed, match="nobody whom we believe; give --roots"),
    ):
        client.screen_document(LISTED)


def test_a_service_by_another_name_is_told_of(data: Path, pki: Pki) -> None:
    """Its certificate is for somebody else."""
    certificate, key = pki.authority.issue_server(["harbour.example"]).write(
        pki.folder, "elsewhere"
    )
    tls = pki.tls(certificate=certificate, key=key)
    with (
        served(data, tls=tls) as app,
        client_of(app, files(pki, pki.caller())) as client,
        pytest.raises(HandshakeFailed, match=r"not for 127\.0\.0\.1"),
    ):
        client.screen_document(LISTED)


def test_a_client_without_a_certificate_is_told_to_show_one(secure: App) -> None:
    """It was not told that there is TLS."""
    with (
        client_of(secure, None) as client,
        pytest.raises(HandshakeFailed, match="only callers that show a certificate"),
    ):
        client.screen_document(LISTED)


def test_a_service_without_tls_is_told_of(data: Path, pki: Pki) -> None:
    """A client that shows a certificate asks nobody who does not."""
    with (
        served(data) as app,
        client_of(app, files(pki, pki.caller())) as client,
        pytest.raises(HandshakeFailed, match="does not speak TLS"),
    ):
        client.screen_document(LISTED)


def test_nobody_there_is_still_nobody_there(pki: Pki) -> None:
    """The service is down: no certificate is to blame."""
    tls = files(pki, pki.caller())
    with (
        ScreeningClient("127.0.0.1:1", timeout_s=10.0, tls=tls) as client,
        pytest.raises(Unreachable) as caught,
    ):
        client.screen_document(LISTED)

    assert type(caught.value) is Unreachable


def test_an_expired_certificate_is_not_even_shown(pki: Pki) -> None:
    """Its owner learns it at home, with the file that it is about."""
    expired = pki.odd(begins=timedelta(hours=-2), ends=timedelta(seconds=-1))
    with pytest.raises(CertificateRefused, match=r"client.pem: expired on"):
        ScreeningClient("127.0.0.1:1", tls=files(pki, expired))


def test_a_certificate_that_expired_meanwhile_is_named(data: Path, pki: Pki) -> None:
    """The client is up for days, and its new handshake fails for its own fault."""
    shown = pki.odd(begins=timedelta(hours=-2), ends=timedelta(seconds=2))
    tls = files(pki, shown)
    with served(data, tls=pki.tls()) as app, client_of(app, tls) as client:
        # Handshakes count whole seconds: one within the last may still be let through.
        wait_until(lambda: utc_now() > shown.not_after + timedelta(seconds=1.5))
        with pytest.raises(HandshakeFailed, match=r"client\.pem expired on .*; have"):
            client.screen_document(LISTED)


def test_a_failed_handshake_is_looked_at_now_and_then(secure: App, pki: Pki) -> None:
    """Who asks on and on is told at once, and opens no connection each time."""
    passed = [100.0]
    tls = files(pki, pki.caller(), roots=_of_somebody_else(pki))
    diagnosis = Diagnosis(f"127.0.0.1:{secure.port}", tls, lambda: passed[0])
    first = diagnosis()
    tls.roots.write_bytes(pki.roots.read_bytes())
    remembered = diagnosis()
    passed[0] += INTERVAL_S
    seen_anew = diagnosis()

    assert "nobody whom we believe" in str(first)
    assert str(remembered) == str(first)
    assert seen_anew is None


def _of_somebody_else(pki: Pki) -> Path:
    Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
    return pki.folder / "other" / "authority.pem"


def test_a_new_certificate_is_shown_when_its_files_change(
    secure: App, pki: Pki
) -> None:
    """By calls and by an open lane, and the old channel is closed after its last call."""
    first, second = pki.caller(), pki.caller()
    tls = files(pki, first)
    with client_of(secure, tls) as client, client.lane() as lane:
        lane.screen_document(LISTED)
        files(pki, second)
        pki.authority.revoke(first.serial)
        wait_until(lambda: _is_shut_out(first, secure, pki))
        wait_until(lambda: not _is_refused(client))
        over_lane = lane.screen_document(LISTED)

    assert over_lane.answer is Answer.HIT


def test_an_open_lane_shows_the_new_certificate_before_the_old_one_expires(
    data: Path, pki: Pki
) -> None:
    """It does not wait until the service ends it."""
    clock = Clock()
    tls = files(pki, pki.caller(lifetime=timedelta(days=1)))
    with (
        secured(data, pki, clock, callers_interval_s=600.0) as app,
        client_of(app, tls) as client,
        client.lane() as lane,
    ):
        lane.screen_document(LISTED)
        files(pki, pki.caller())
        clock.ahead = timedelta(days=2)
        wait_until(lambda: not _is_refused(client))

        assert lane.screen_document(LISTED).answer is Answer.HIT


def test_what_is_under_way_is_answered_over_the_old_channel(
    data: Path, pki: Pki
) -> None:
    """It is closed when its last call is over, and no sooner."""
    held, passed = Held(), [100.0]
    tls = files(pki, pki.caller())
    with served_recording(data, held, tls=pki.tls()) as app:
        channels = Channels(
            f"127.0.0.1:{app.port}",
            ClientCredentials(tls),
            options=[],
            monotonic=lambda: passed[0],
        )
        line = channels.hold()
        call: Any = line.screening.ScreenDocument.future(QUESTION, timeout=20.0)
        wait_until(lambda: held.asked)
        files(pki, pki.caller())
        unseen = channels.is_current(line)
        passed[0] += LOOK_INTERVAL_S
        seen = not channels.is_current(line)
        held.release()
        answer = call.result()
        channels.let_go(line)
        with pytest.raises(ValueError, match="closed channel"):
            line.screening.ScreenDocument(QUESTION)
        with channels.held() as another:
            another.screening.ScreenDocument(QUESTION, timeout=20.0)
        channels.close()

    assert (unseen, seen) == (True, True)
    assert answer.screening.searched


def _is_shut_out(shown: Issued, app: App, pki: Pki) -> bool:
    certificate, key = shown.write(pki.folder, "other-client")
    tls = ClientTls(certificate=certificate, key=key, roots=pki.roots)
    with client_of(app, tls) as client:
        return _is_refused(client)


def test_files_that_are_bad_are_not_used(
    secure: App, pki: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    """The certificate before goes on, and the log says what is wrong with the file."""
    tls = files(pki, pki.caller())
    with client_of(secure, tls) as client:
        tls.certificate.write_text("no certificate")
        wait_until(lambda: _asks(client) and "holds no certificate" in caplog.text)

    assert "the last good one is" in caplog.text


def _asks(client: ScreeningClient) -> bool:
    return client.screen_document(LISTED).answer is Answer.HIT


def test_everything_rotates_and_no_call_fails(data: Path, tmp_path: Path) -> None:
    """Authority, server and client, every two seconds, while questions go on (R19)."""
    rotation = Rotation(tmp_path)
    with (
        served(data, tls=rotation.service, callers_interval_s=0.05) as app,
        client_of(app, rotation.client) as client,
        client.lane() as lane,
        ThreadPoolExecutor(1) as beside,
    ):
        rotating = beside.submit(rotation.go_on, times=ROTATIONS)
        asked = 0
        while not rotating.done():
            assert client.screen_document(LISTED).hits
            assert lane.screen_document(LISTED).hits
            asked += 1
        rotating.result()

    assert asked > 100


def test_the_old_ones_are_of_no_use_after_a_rotation(
    data: Path, tmp_path: Path
) -> None:
    """Two authorities later, who still shows the first certificate is out."""
    rotation = Rotation(tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir()
    old = ClientTls(
        certificate=Path(shutil.copy(rotation.client.certificate, kept)),
        key=Path(shutil.copy(rotation.client.key, kept)),
        roots=Path(shutil.copy(rotation.client.roots, kept)),
    )
    with (
        served(data, tls=rotation.service, callers_interval_s=0.05) as app,
        client_of(app, old) as client,
    ):
        client.screen_document(LISTED)
        rotation.go_on(times=2)
        with pytest.raises(NotIdentified, match="issued by no authority"):
            client.screen_document(LISTED)
