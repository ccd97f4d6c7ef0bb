"""Who calls, over real TLS: let in, kept out, and out again when that ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from screening.callers import CallerKind
from screening.config import Config
from screening.errors import CertificateRefused
from screening.opening import open_engine
from screening.pki.authority import Authority, Issued
from screening.server.app import App, opened
from screening.server.rules import RULES
from screening.storage.files import write_whole
from tests.certificates import DOMAIN, HARBOUR, Pki, channel_as, harbour, utc_now
from tests.server.clocks import Clock
from tests.server.service import Anybody, served, wait_until
from tests.server.test_app import QUESTION, SCREEN_DOCUMENT, OpenLane, ending, stub_of

CODE = grpc.StatusCode


@pytest.fixture
def pki(tmp_path: Path) -> Pki:
    """An authority of this test's own."""
    return Pki(tmp_path)


@pytest.fixture
def secure(data: Path, pki: Pki) -> Iterator[App]:
    """A server in this process that tells callers by certificates of that authority."""
    with served(data, tls=pki.tls(), callers_interval_s=0.05) as app:
        yield app


def came_of(channel: grpc.Channel, method: str) -> tuple[grpc.StatusCode, str, str]:
    """Call *method* with an empty request; return code, reason and text of its end."""
    call = _answers(channel, method)
    try:
        next(call)
    except grpc.RpcError:
        return call.code(), reason_of(call), call.details()
    return CODE.OK, "", ""


def _answers(channel: grpc.Channel, method: str) -> Any:  # noqa: ANN401 -- a call
    """Return the call, whose answers can be taken one by one, whatever its kind."""
    stream: Any = channel.stream_stream(method)
    return stream(iter([b""]), timeout=5.0)  # on the wire all kinds are the same


def reason_of(error: Any) -> str:  # noqa: ANN401 -- what a channel raises
    """Return the reason that a service gave; empty where it was not one that spoke."""
    status = rpc_status.from_call(error)
    info = error_details_pb2.ErrorInfo()
    for detail in status.details if status else ():
        detail.Unpack(info)
    return str(info.reason)


def _revoked(pki: Pki) -> Issued:
    issued = pki.caller()
    pki.authority.revoke(issued.serial)
    return issued


def _of_another_authority(pki: Pki) -> Issued:
    other = Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
    return other.issue_caller(harbour())


NOT_IDENTIFIED = (CODE.UNAUTHENTICATED, "NOT_IDENTIFIED")
NOT_A_CALLER = (CODE.UNAUTHENTICATED, "NOT_A_CALLER")
NO_HANDSHAKE = (CODE.UNAVAILABLE, "")
WRONG: dict[
    str, tuple[Callable[[Pki], Issued | None], tuple[grpc.StatusCode, str], str]
] = {
    "none": (lambda _: None, NO_HANDSHAKE, ""),
    "of another authority": (_of_another_authority, NO_HANDSHAKE, ""),
    "expired": (
        lambda pki: pki.odd(begins=timedelta(hours=-2), ends=timedelta(seconds=-1)),
        NO_HANDSHAKE,
        "",
    ),
    "not yet valid": (
        lambda pki: pki.odd(begins=timedelta(minutes=30)),
        NO_HANDSHAKE,
        "",
    ),
    "of a server": (
        lambda pki: pki.authority.issue_server(["harbour.example"]),
        NO_HANDSHAKE,
        "",
    ),
    "revoked": (_revoked, NOT_IDENTIFIED, "was revoked"),
    "without a URI": (lambda pki: pki.odd([]), NOT_A_CALLER, "holds 0 URIs"),
    "with a common name that reads like one": (
        lambda pki: pki.odd(
            [], common_name="spiffe://screening.example/UTO/checkpoint/x"
        ),
        NOT_A_CALLER,
        "holds 0 URIs",
    ),
    "with two URIs": (
        lambda pki: pki.odd([HARBOUR, HARBOUR + "0"]),
        NOT_A_CALLER,
        "holds 2 URIs",
    ),
    "with one URI twice": (
        lambda pki: pki.odd([HARBOUR, HARBOUR]),
        NOT_A_CALLER,
        "holds 2 URIs",
    ),
    "of another trust domain": (
        lambda pki: pki.odd([HARBOUR.replace(DOMAIN, "elsewhere.example")]),
        NOT_A_CALLER,
        "not of the trust domain screening.example",
    ),
    "with a URI that names no caller": (
        lambda pki: pki.odd([f"spiffe://{DOMAIN}/UTO/king/harbour-3"]),
        NOT_A_CALLER,
        "its kind is none of",
    ),
}
"""Certificates that let nobody in, and how each is told."""


@pytest.mark.parametrize("wrong", WRONG)
def test_a_certificate_that_is_wrong_lets_nobody_in(
    data: Path, pki: Pki, wrong: str
) -> None:
    """Whatever the method, and whatever is wrong with the certificate (R18)."""
    make, expected, text = WRONG[wrong]
    shown = make(pki)
    with (
        served(data, tls=pki.tls()) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        came = {method: came_of(channel, method) for method in RULES}

    assert {method: end[:2] for method, end in came.items()} == dict.fromkeys(
        RULES, expected
    )
    assert all(text in end[2] for end in came.values())


def test_the_log_says_who_was_not_let_in_and_why(
    secure: App, pki: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator hears of it too, without the name that was claimed."""
    with channel_as(pki.odd([HARBOUR, HARBOUR]), secure.port, pki.roots) as channel:
        came_of(channel, SCREEN_DOCUMENT)

    assert "a caller is not let in peer=ipv4:127" in caplog.text
    assert "reason=its certificate holds 2 URIs" in caplog.text
    assert HARBOUR not in caplog.text


@pytest.mark.parametrize("kind", CallerKind)
def test_every_kind_of_caller_is_told_by_its_certificate(
    secure: App, pki: Pki, kind: CallerKind
) -> None:
    """Who is known is let in; what each kind may do is not asked here."""
    shown = pki.caller(HARBOUR.replace("checkpoint", kind))
    with channel_as(shown, secure.port, pki.roots) as channel:
        came = {method: came_of(channel, method)[0] for method in RULES}

    assert not {CODE.UNAUTHENTICATED, CODE.UNAVAILABLE} & set(came.values())


def test_a_client_without_tls_gets_nowhere(secure: App) -> None:
    """Plain text is no handshake."""
    with grpc.insecure_channel(f"127.0.0.1:{secure.port}") as channel:
        code, reason, _ = came_of(channel, "/grpc.health.v1.Health/Check")

    assert (code, reason) == NO_HANDSHAKE


def test_a_revoked_caller_is_out_on_its_open_connection(secure: App, pki: Pki) -> None:
    """Nothing it holds open goes on: no call, no lane, no watch, no reflection."""
    shown = pki.caller()
    with channel_as(shown, secure.port, pki.roots) as channel:
        lane = OpenLane(channel)
        lane.ask()
        idle = OpenLane(channel)
        idle.ask()
        health = health_pb2_grpc.HealthStub(channel)
        watch: Any = health.Watch(health_pb2.HealthCheckRequest(), timeout=20.0)
        next(watch)
        pki.authority.revoke(shown.serial)
        wait_until(lambda: _is_out(channel), timeout_s=5.0)
        ends = [_end_of(call) for call in (lane.call, idle.call, watch)]
        lane.close()
        idle.close()

    assert set(ends) <= {CODE.CANCELLED, CODE.UNAUTHENTICATED}


def _is_out(channel: grpc.Channel) -> bool:
    try:
        stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)
    except grpc.RpcError as error:
        ended: Any = error
        assert ended.code() is CODE.UNAUTHENTICATED
        assert "was revoked" in ended.details()
        return True
    return False


def _end_of(call: Any) -> grpc.StatusCode:  # noqa: ANN401 -- a call
    with pytest.raises(grpc.RpcError):
        next(call)
    code: grpc.StatusCode = call.code()
    return code


def test_a_question_over_a_lane_asks_again_who_is_there(data: Path, pki: Pki) -> None:
    """Between two looks at open calls, too: the next question is refused by itself."""
    shown = pki.caller()
    clock = Clock()
    with (
        secured(data, pki, clock, callers_interval_s=600.0) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        lane = OpenLane(channel)
        lane.ask()
        clock.ahead = timedelta(days=8)
        with pytest.raises(grpc.RpcError):
            lane.ask()
        code, reason = lane.call.code(), reason_of(lane.call)
        lane.close()

    assert (code, reason) == NOT_IDENTIFIED


@contextmanager
def secured(
    data: Path,
    pki: Pki,
    clock: Clock,
    **bounds: Any,  # noqa: ANN401 -- any bound
) -> Iterator[App]:
    """Yield a server that goes by *clock*."""
    config = Config(data=data, port=0, tls=pki.tls(), **bounds)
    with (
        open_engine(data) as engine,
        opened(config, engine, now=clock, access=Anybody()) as app,
    ):
        yield app


def test_a_caller_is_out_when_its_certificate_expires(data: Path, pki: Pki) -> None:
    """A handshake looks at the date once; connections live longer than that."""
    shown = pki.caller()
    clock = Clock()
    with (
        secured(data, pki, clock) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        stub = stub_of(channel)
        stub.ScreenDocument(QUESTION, timeout=5.0)
        clock.ahead = timedelta(days=8)
        code, text = ending(lambda: stub.ScreenDocument(QUESTION, timeout=5.0))

    assert code is CODE.UNAUTHENTICATED
    assert "its certificate expired on" in text
    assert "have another certificate issued" in text


def test_a_clock_set_back_makes_no_certificate_good_again(
    data: Path, pki: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    """Time went on while the clock was wrong; the log says that it was."""
    shown = pki.caller()
    clock = Clock()
    with (
        secured(data, pki, clock) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        stub = stub_of(channel)
        clock.ahead = timedelta(days=8)
        expired, _ = ending(lambda: stub.ScreenDocument(QUESTION, timeout=5.0))
        clock.ahead = timedelta()
        set_back, _ = ending(lambda: stub.ScreenDocument(QUESTION, timeout=5.0))

    assert (expired, set_back) == (CODE.UNAUTHENTICATED, CODE.UNAUTHENTICATED)
    assert "the clock was set back" in caplog.text


def test_a_clock_set_back_an_hour_keeps_callers_in(data: Path, pki: Pki) -> None:
    """Who was issued a certificate this very hour is not shut out by it."""
    shown = pki.caller()
    clock = Clock()
    with (
        secured(data, pki, clock) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        clock.ahead = timedelta(hours=-1)
        answer = stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)

    assert answer.screening.searched


def test_a_service_whose_clock_is_behind_says_so(data: Path, pki: Pki) -> None:
    """Its list of revoked certificates was signed in what it takes for the future."""
    clock = Clock()
    clock.ahead = timedelta(hours=-1)
    with (
        pytest.raises(CertificateRefused, match="clock has not reached"),
        secured(data, pki, clock),
    ):
        pass


def test_an_older_list_brings_nobody_back(
    secure: App, pki: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    """A file from before is refused, and the log says so."""
    shown = pki.caller()
    before = pki.revoked.read_bytes()
    pki.authority.revoke(shown.serial)
    with channel_as(shown, secure.port, pki.roots) as channel:
        wait_until(lambda: _is_out(channel), timeout_s=5.0)
        write_whole(pki.revoked, before)
        wait_until(lambda: "a newer one is known" in caplog.text, timeout_s=5.0)
        still_out = _is_out(channel)

    assert still_out


def test_a_certificate_that_ends_soon_is_somebodys_business(
    data: Path, pki: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so a day before, once, and again of the next one."""
    clock = Clock()
    with secured(data, pki, clock, callers_interval_s=0.02):
        clock.ahead = timedelta(days=28)
        unsaid = "ends soon" not in caplog.text
        clock.ahead = timedelta(days=29, hours=12)
        wait_until(lambda: "ends soon: issue another" in caplog.text)
        pki.authority.issue_server(["127.0.0.1"]).write(pki.folder, "server")
        wait_until(lambda: caplog.text.count("ends soon") == 2)

    assert unsaid


def test_callers_of_an_authority_that_is_gone_are_out(data: Path, pki: Pki) -> None:
    """Taken out of the roots, an authority takes its callers along, connected or not."""
    other = Authority.made(pki.folder / "other", DOMAIN, now=utc_now)
    shown = other.issue_caller(harbour())
    roots = pki.folder / "roots.pem"
    ours, theirs = pki.roots.read_bytes(), pki.folder / "other" / "authority.pem"
    write_whole(roots, ours + theirs.read_bytes())
    tls = pki.tls(client_roots=roots)
    with (
        served(data, tls=tls, callers_interval_s=0.05) as app,
        channel_as(shown, app.port, pki.roots) as channel,
    ):
        stub_of(channel).ScreenDocument(QUESTION, timeout=5.0)
        write_whole(roots, ours)
        wait_until(lambda: came_of(channel, SCREEN_DOCUMENT)[:2] == NOT_IDENTIFIED)
        _, _, text = came_of(channel, SCREEN_DOCUMENT)

    assert "issued by no authority" in text
