import http.client
import socket
import time
from collections.abc import Iterator

import pytest

from screening.errors import AddressRefused
from screening.server.seeing.door import PATIENCE_S, opened
from tests.server.seeing.reports import scraped

PAGE = "# TYPE held gauge\nheld 3\n"


@pytest.fixture
def port() -> Iterator[int]:
    with opened(("127.0.0.1", 0), lambda: PAGE) as port:
        yield port


def asked(port: int, method: str, path: str) -> http.client.HTTPResponse:
    """Return what is answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_metrics_are_told(port: int) -> None:
    """As text, in the version that Prometheus is promised."""
    answer = asked(port, "GET", "/metrics?x=1")

    assert scraped(port) == PAGE
    assert answer.status == 200
    assert answer.getheader("Content-Type") == (
        "text/plain; version=0.0.4; charset=utf-8"
    )


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/", 404), ("GET", "/metrics/x", 404), ("POST", "/metrics", 501)],
)
def test_nothing_else_is(port: int, method: str, path: str, code: int) -> None:
    """No other path, no other method."""
    assert asked(port, method, path).status == code


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])  # noqa: S104 -- refused
def test_only_this_machine_may_ask(host: str) -> None:
    """Whoever reads metrics shows no certificate, so the network may not."""
    with (
        pytest.raises(AddressRefused, match=r"this machine only.*127\.0\.0\.1"),
        opened((host, 0), lambda: PAGE),
    ):
        pass


def test_an_address_that_is_taken_is_named(port: int) -> None:
    """With the cure."""
    with (
        pytest.raises(AddressRefused, match=f":{port}.*--metrics"),
        opened(("127.0.0.1", port), lambda: PAGE),
    ):
        pass


def test_a_peer_that_says_nothing_is_cut_off(port: int) -> None:
    """Who comes after it waits no longer than its patience."""
    with socket.create_connection(("127.0.0.1", port)):
        began = time.monotonic()

        assert scraped(port) == PAGE
        assert time.monotonic() - began < PATIENCE_S + 2


def test_what_a_peer_sends_is_in_no_log(
    port: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither a path nor a method nor what is no request at all."""
    asked(port, "GET", "/QZJXW")
    with socket.create_connection(("127.0.0.1", port)) as peer:
        peer.sendall(b"QZJXW\r\n\r\n")
        peer.recv(1_000)
    scraped(port)
    out, err = capfd.readouterr()

    assert "QZJXW" not in out + err + caplog.text


def test_a_page_that_fails_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It is said, and the next one is told."""
    failures = iter([True, False])

    def page() -> str:
        if next(failures):
            raise ValueError("QZJXW")
        return PAGE

    with opened(("127.0.0.1", 0), page) as port:
        with pytest.raises(http.client.RemoteDisconnected):
            asked(port, "GET", "/metrics")

        assert scraped(port) == PAGE
    assert "metrics were asked for and not taken" in caplog.text
    assert "QZJXW" not in caplog.text
