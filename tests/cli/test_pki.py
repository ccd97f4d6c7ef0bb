"""`screening pki` and TLS at the command line: from an authority to an answer, and out."""

import json
from pathlib import Path
from typing import Any

import pytest

from screening.cli.exits import ExitCode
from tests.access.registers import table, written
from tests.certificates import harbour
from tests.cli.shell import Ended, screening, served
from tests.server.service import wait_until

HARBOUR = "UTO/checkpoint/harbour-3"
URI = f"spiffe://screening.example/{HARBOUR}"


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    """An authority, made by the command line."""
    folder = tmp_path / "CA"
    made = screening(
        "pki", "init", "--ca", folder, "--trust-domain", "screening.example"
    )
    assert made.code == ExitCode.DONE
    return folder


def issue(ca: Path, *words: str) -> Ended:
    """Issue a certificate into the folder beside the authority."""
    out = ca.parent / "certificates"
    return screening("pki", "issue", *words, "--ca", ca, "--out", out)


def secure(ca: Path) -> list[str]:
    """Return the options of a service, its certificate issued."""
    assert issue(ca, "--host", "127.0.0.1").code == ExitCode.DONE
    out = ca.parent / "certificates"
    given = {
        "--tls-certificate": out / "server.pem",
        "--tls-key": out / "server.key",
        "--client-roots": ca / "authority.pem",
        "--revoked": ca / "revoked.pem",
        "--trust-domain": "screening.example",
        "--register": registered(ca.parent / "callers.toml"),
    }
    return [str(word) for option in given.items() for word in option]


def registered(file: Path) -> Path:
    """Return a register that has the caller of these tests."""
    file.write_bytes(written([table(harbour())]))
    return file


def shown(ca: Path) -> dict[str, Any]:
    """Return the environment of a client, its certificate issued."""
    assert issue(ca, HARBOUR, "--name", "harbour").code == ExitCode.DONE
    out = ca.parent / "certificates"
    return {
        "SCREENING_CERTIFICATE": str(out / "harbour.pem"),
        "SCREENING_KEY": str(out / "harbour.key"),
        "SCREENING_ROOTS": str(ca / "authority.pem"),
        "SCREENING_PURPOSE": "BORDER_CHECK",
    }


def test_a_checkpoint_asks_and_is_out_when_it_is_revoked(
    loaded: Path, ca: Path, tmp_path: Path
) -> None:
    """From `init` to an answer in four commands, and out with a fifth."""
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("document_number,issuing_state\nX1234567,UTO\n")
    who = shown(ca)
    with served(loaded, *secure(ca)) as address:
        question = ("--number", "L898902C3", "--state", "UTO", "--server", address)
        asked = screening("check", *question, "--json", **who)
        batch = screening("batch", manifest, "--server", address, **who)
        status = screening("status", "--server", address, **who)
        nobody = screening("check", *question)
        revoked = screening("pki", "revoke", HARBOUR, "--ca", ca, "--json")
        wait_until(lambda: screening("status", "--server", address, **who).code == 1)
        out = screening("check", *question, "--json", **who)

    assert (asked.code, asked.json["answer"]) == (ExitCode.HIT, "HIT")
    assert (batch.code, status.code) == (ExitCode.DONE, ExitCode.DONE)
    assert nobody.code == ExitCode.FAILED
    assert "only callers that show a certificate; give --certificate" in nobody.err
    assert len(revoked.json["revoked"]) == 1
    assert out.code == ExitCode.FAILED
    assert out.json["error"]["reason"] == "NOT_IDENTIFIED"
    assert "its certificate was revoked; have another" in out.err


def test_options_go_before_the_environment(loaded: Path, ca: Path) -> None:
    """A certificate that is given is shown, whatever is set."""
    who = shown(ca)
    wrong = who | {"SCREENING_CERTIFICATE": "none.pem"}
    given = ("--certificate", who["SCREENING_CERTIFICATE"])
    with served(loaded, *secure(ca)) as address:
        answered = screening("status", "--server", address, *given, **wrong)
        refused = screening("status", "--server", address, **wrong)

    assert answered.code == ExitCode.DONE
    assert refused.err.startswith("screening: none.pem: cannot be read")


def test_what_was_issued_is_listed(ca: Path) -> None:
    """For people and for programs, without a key."""
    issued = issue(ca, HARBOUR, "--days", "1", "--json").json
    issue(ca, "--host", "127.0.0.1", "--host", "localhost")
    screening("pki", "revoke", issued["serial"], "--ca", ca)
    page = screening("pki", "list", "--ca", ca)
    listed = screening("pki", "list", "--ca", ca, "--json").json["issued"]

    assert f"revoked  checkpoint {URI}\n" in page.out
    assert "good     server localhost, 127.0.0.1\n" in page.out
    assert issued["serial"] in page.out
    assert {each["kind"]: each["standing"] for each in listed} == {
        "checkpoint": "revoked",
        "server": "good",
    }
    assert "PRIVATE" not in page.out + json.dumps(listed)


@pytest.mark.parametrize("by_serial", [False, True])
def test_a_certificate_is_revoked_once(ca: Path, *, by_serial: bool) -> None:
    """A second time nothing is done, which is said and no failure."""
    serial = issue(ca, HARBOUR, "--json").json["serial"]
    which = serial if by_serial else HARBOUR
    first, again = (screening("pki", "revoke", which, "--ca", ca) for _ in range(2))

    assert (first.code, first.out) == (0, "revoked 1 certificate\n")
    assert (again.code, again.out) == (
        *(0, f"revoked 0 certificates: {which} is revoked already, or has ended\n"),
    )


def test_an_authority_is_found_by_the_environment(ca: Path, tmp_path: Path) -> None:
    """Who rotates every day types less."""
    issued = screening(
        "pki", "issue", HARBOUR, "--json", cwd=tmp_path, SCREENING_CA=str(ca)
    )

    assert issued.json["certificate"] == "UTO-checkpoint-harbour-3.pem"
    assert (tmp_path / "UTO-checkpoint-harbour-3.key").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["issue", HARBOUR], 2, "no authority: give --ca DIR or set $SCREENING_CA"),
        (["issue", HARBOUR, "--ca", "none"], 1, "none: holds no certificate authority"),
        (["issue", "--ca", "CA"], 2, "give a caller as STATE/KIND/NAME, or --host"),
        (
            ["issue", HARBOUR, "--host", "::1", "--ca", "CA"],
            2,
            "give a caller as STATE",
        ),
        (["issue", "UTO/king/x", "--ca", "CA"], 2, "its kind is none of checkpoint,"),
        (["issue", "UTO/carrier", "--ca", "CA"], 2, "it has not four parts"),
        (["issue", HARBOUR, "--ca", "CA", "--days", "0"], 2, "--days"),
        (
            ["issue", HARBOUR, "--ca", "CA", "--days", "3650"],
            1,
            "outlive the authority",
        ),
        (["revoke", "12", "--ca", "CA"], 1, "serial 12: was not issued here"),
        (["revoke", "zebra", "--ca", "CA"], 2, "no serial, and no STATE/KIND/NAME"),
        (["revoke", "UTO/carrier/x", "--ca", "CA"], 1, "has no certificate from this"),
        (["init", "--ca", "CA", "--trust-domain", "b.example"], 1, "already; choose"),
        (["init", "--ca", "x", "--trust-domain", "B example"], 1, "small letters"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_cure(
    ca: Path, words: list[str], code: int, said: str
) -> None:
    """One line, and nothing was changed."""
    before = sorted(path.name for path in ca.rglob("*"))
    ended = screening("pki", *words, cwd=ca.parent)

    assert ended.code == code
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert sorted(path.name for path in ca.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--listen", "0.0.0.0:0"], "no loopback address, and without TLS callers"),
        (["--tls-certificate", "x.pem"], "TLS needs --tls-certificate, --tls-key"),
        (["--revoked", "x.pem"], "TLS needs --tls-certificate, --tls-key"),
    ],
)
def test_a_service_half_secure_does_not_start(
    loaded: Path, words: list[str], said: str
) -> None:
    """What is missing is named."""
    ended = screening("serve", "--data", loaded, *words)

    assert ended.code in {ExitCode.FAILED, ExitCode.USAGE}
    assert said in ended.err


def test_a_service_with_tls_and_no_register_does_not_start(
    loaded: Path, ca: Path
) -> None:
    """A certificate says who calls, and not what they may."""
    options = secure(ca)
    place = options.index("--register")
    del options[place : place + 2]
    ended = screening("serve", "--data", loaded, "--listen", "127.0.0.1:0", *options)

    assert ended.code == ExitCode.USAGE
    assert "with TLS give --register: nobody is let in whom no register" in ended.err


@pytest.mark.parametrize("option", ["--tls-certificate", "--client-roots", "--revoked"])
def test_a_service_with_a_bad_file_does_not_start(
    loaded: Path, ca: Path, option: str
) -> None:
    """The file is named, and what is wrong with it."""
    options = secure(ca)
    options[options.index(option) + 1] = "none.pem"
    ended = screening("serve", "--data", loaded, "--listen", "127.0.0.1:0", *options)

    assert ended.code == ExitCode.FAILED
    assert ended.err.endswith(
        "screening: none.pem: cannot be read (No such file or directory); "
        "give a file in PEM that this user may read\n"
    )


def test_a_trust_domain_that_is_none_is_bad_usage(loaded: Path, ca: Path) -> None:
    """Nobody could be of it."""
    options = [*secure(ca), "--trust-domain", "Screening Example"]
    ended = screening("serve", "--data", loaded, *options)

    assert ended.code == ExitCode.USAGE
    assert "--trust-domain 'Screening Example' is not in small letters" in ended.err


def test_two_of_three_files_are_no_identity() -> None:
    """Neither options nor environment may say half of it."""
    ended = screening("status", "--server", "127.0.0.1:1", "--certificate", "x.pem")

    assert ended.code == ExitCode.USAGE
    assert "all three or none" in ended.err
