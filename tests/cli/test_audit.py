"""`audit`: what an auditor and an operator type, from keys to a purge."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.feeds import STOLEN, delivered
from tests.cli.shell import Ended, screening

NUMBER = str(STOLEN["document_number"])
ASKING = ("--number", NUMBER, "--state", "UTO")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `data`, whose journal is sealed, and `auditor`, with its keys."""
    folder = tmp_path_factory.mktemp("audited")
    data = folder / "data"
    lost = delivered(folder / "lost.csv", [STOLEN])
    assert screening("load", lost, "--data", data).code == 0
    assert screening("audit", "keys", "--out", folder / "auditor").code == 0
    assert (
        screening(
            *("audit", "keys", "--data", data),
            *("--auditor", folder / "auditor" / "auditor.pub"),
        ).code
        == 0
    )
    assert screening("check", "--data", data, *ASKING).code == 3
    assert (
        screening("check", "--data", data, "--number", "A1", "--state", "UTO").code == 0
    )
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """Return a copy that may be changed."""
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy"


def audit(folder: Path, command: str, *words: str | Path) -> Ended:
    return screening("audit", command, *words, "--data", folder / "data")


def lines(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.out.splitlines()]


def test_a_sound_journal_is_proved(kept: Path) -> None:
    """Exit code 0, and how far it is signed; `screening verify` says the same."""
    ended = audit(kept, "verify")
    whole = screening("verify", "--data", kept / "data")

    assert ended.code == whole.code == 0
    assert ended.out.startswith(
        "sound    journal chain-0000: 2 entries in chain, signed"
    )
    assert ended.out in whole.out


def test_a_tampered_journal_is_caught(folder: Path) -> None:
    """One byte of one entry: exit code 1, the entry by its place, and what to do."""
    (segment,) = folder.glob("data/journal/chain-*/*.journal")
    content = bytearray(segment.read_bytes())
    content[content.index(b'"answer":"HIT"') + 10] ^= 1
    segment.write_bytes(content)
    ended = audit(folder, "verify")
    told = audit(folder, "verify", "--json").json

    assert ended.code == 1
    assert "entry 2: it was altered" in ended.out
    assert "keep the file as it is" in ended.err
    assert told["sound"] is False


def test_a_journal_that_was_cut_with_all_that_says_so_is_caught_by_a_witness(
    folder: Path,
) -> None:
    """Who runs the machine takes all of it away: a CHECKPOINT kept elsewhere tells."""
    chain = folder / "data" / "journal" / "chain-0000"
    shutil.copy(chain / "CHECKPOINT", folder / "witness")
    shutil.rmtree(chain)
    alone = audit(folder, "verify")
    witnessed = audit(folder, "verify", "--witness", folder / "witness")

    assert alone.code == 0
    assert witnessed.code == 1
    assert "chain-0000: it is gone: a checkpoint in a witness of" in witnessed.out


def test_keys_that_are_known_elsewhere_are_trusted_instead(folder: Path) -> None:
    """A new key, made where the data is, signs nothing that the auditor believes."""
    (public,) = folder.glob("data/keys/signing-*.pub")
    shutil.copy(public, folder / "ours.pub")
    auditor = folder / "auditor" / "auditor.pub"
    audit(folder, "keys", "--auditor", auditor, "--new-signing-key")
    screening("check", "--data", folder / "data", *ASKING)
    here = audit(folder, "verify")
    ours = audit(folder, "verify", "--signed-by", folder / "ours.pub")

    assert here.code == 0
    assert ours.code == 1
    assert "forged" in ours.out


def test_keys_for_a_folder_that_is_not_there_are_not_made(kept: Path) -> None:
    """A mistyped path leaves no folder, and no service that is not sealed after all."""
    ended = screening(
        *("audit", "keys", "--data", kept / "nowhere"),
        *("--auditor", kept / "auditor" / "auditor.pub"),
    )

    assert ended.code == 1
    assert "there is no such data folder; give the right one" in ended.err
    assert "mkdir" in ended.err
    assert not (kept / "nowhere").exists()


def test_export_says_what_operators_may_know_and_the_auditor_all(kept: Path) -> None:
    """JSON Lines: cores for everybody, what was asked with the key."""
    cores = lines(audit(kept, "export"))
    opened = lines(audit(kept, "export", "--key", kept / "auditor" / "auditor.key"))

    assert [core["answer"] for core in cores] == ["HIT", "NO_RECORD"]
    assert all("question" not in core for core in cores)
    assert [one["question"][0] for one in opened] == [NUMBER, "A1"]
    assert lines(audit(kept, "export", "--until", "2020-01-01")) == []


def test_trace_names_who_was_shown_a_record(kept: Path) -> None:
    """With the key; without it, one line says whose key it takes."""
    opened = lines(audit(kept, "export", "--key", kept / "auditor" / "auditor.key"))
    (record,) = opened[0]["names"]
    without = audit(kept, "trace", record)
    told = audit(
        kept, "trace", record, "--key", kept / "auditor" / "auditor.key", "--json"
    )
    shown = audit(kept, "trace", record, "--key", kept / "auditor" / "auditor.key")

    assert (without.code, without.out) == (1, "")
    assert "sealed to the auditor's key" in without.err
    assert NUMBER not in without.err
    assert [each["place"] for each in told.json["shown"]] == [opened[0]["place"]]
    assert "local" in shown.out
    assert shown.out.endswith("shown 1 time\n")


def test_trace_of_what_is_no_public_name_says_where_there_is_one(kept: Path) -> None:
    """The id that the owner gave is not it."""
    ended = audit(kept, "trace", "UTO-1")

    assert ended.code == 1
    assert "give its public one, feeds/…, as cards show it" in ended.err


def test_the_public_half_is_told_from_the_private_one(kept: Path) -> None:
    """To close a file that is no secret would not open what is sealed."""
    ended = audit(kept, "export", "--key", kept / "auditor" / "auditor.pub")

    assert ended.code == 1
    assert ended.err.endswith(
        "it is the public half, and the private one is needed; give auditor.key\n"
    )


def test_sample_is_the_same_for_the_same_seed(kept: Path) -> None:
    """And says how it was weighted."""
    first = audit(kept, "sample", "--seed", "s", "--count", "1")
    again = audit(kept, "sample", "--seed", "s", "--count", "1")
    uniform = audit(kept, "sample", "--seed", "s", "--weight", "uniform", "--json")

    assert first.out == again.out
    assert first.out.endswith("1 question by seed s, hits ten times as likely\n")
    assert uniform.json["weight"] == "uniform"
    assert len(uniform.json["questions"]) == 2


def test_purge_keeps_what_is_young(folder: Path) -> None:
    """Nothing is three years old; a dry run says so, and so does the other."""
    dry = audit(folder, "purge", "--dry-run")
    done = audit(folder, "purge", "--json")

    assert dry.out.startswith("0 segments would be removed, all before 20")
    assert (done.code, done.json["segments"]) == (0, [])
    assert audit(folder, "verify").out.startswith(
        "sound    journal chain-0000: 2 entries"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sample",), "missing option '--seed'; see screening audit sample --help"),
        (
            ("sample", "--seed", "s", "--weight", "x"),
            "--weight 'x' is none of hits, uniform",
        ),
        (("export", "--since", "yesterday"), "--since 'yesterday' is no time"),
        (("keys",), "give --out DIR to make the auditor's keys, or --auditor FILE"),
        (("purge", "--keep-days", "0"), "see screening audit purge --help"),
        (("burn",), "no such command 'burn'; see screening audit --help"),
    ],
)
def test_a_command_that_cannot_be_understood_says_how(
    kept: Path, words: tuple[str, ...], said: str
) -> None:
    """Exit code 2, one line, and where the help is."""
    ended = screening("audit", *words, SCREENING_DATA=str(kept / "data"))

    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--key", "auditor/auditor.pub"),
        ("export", "--key", "nowhere.key"),
        ("keys", "--auditor", "auditor/auditor.key"),
        ("keys", "--out", "auditor"),
        ("verify", "--signed-by", "auditor/auditor.pub"),
    ],
)
def test_a_file_that_is_not_the_key_it_should_be_is_refused(
    folder: Path, words: tuple[str, ...]
) -> None:
    """Exit code 1, by the reason KEY_REFUSED, with a cure."""
    ended = screening(
        *("audit", *words, "--json"), cwd=folder, SCREENING_DATA=str(folder / "data")
    )

    assert ended.code == 1
    assert ended.json["error"]["reason"] == "KEY_REFUSED"
    assert "; " in ended.err


def test_status_says_how_the_journal_is_kept(kept: Path, loaded: Path) -> None:
    """Sealed and signed, by which keys; or plainly not."""
    sealed = screening("status", "--data", kept / "data")
    told = screening("status", "--data", kept / "data", "--json").json["journal"]
    unsealed = screening("status", "--data", loaded)

    assert f"sealed to auditor {told['sealed_to']}" in sealed.out
    assert f"checkpoints signed by {told['signed_by']}" in sealed.out
    assert "NOT SEALED: holds in the clear what was asked" in unsealed.out
    assert (sealed.code, unsealed.code) == (0, 0)
