"""What is remembered, read back: exported, sampled and traced."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from screening.audit import journal_folder
from screening.audit.entry import Matter
from screening.audit.history import Period, Told, history
from screening.audit.keys import auditor_private, make_auditor_keys, take_auditor
from screening.audit.sampling import Weighting, sample
from screening.audit.sealing import Unsealing
from screening.audit.tracing import traced
from screening.errors import DamagedJournal, Sealed
from screening.ownership import Sent
from screening.queries import Answer, Asked
from screening.storage.chain import segments
from tests.audit.journals import NOW, ask, audit_of, keyed
from tests.audit.spoiling import altered, chain_of, rewrite, spoil

NAME = "feeds/lost/documents/L898902C3.UTO.UTO.UTO-1"
WHO = Asked(
    request_id="r-1",
    checkpoint="gate 4",
    purpose="BORDER_CHECK",
    unit="harbour police",
    user="officer 17",
    device="kiosk 2",
    caller="spiffe://screening.example/UTO/checkpoint/harbour-3",
)


def told(data: Path, unsealing: Unsealing | None = None) -> list[Told]:
    return list(history(journal_folder(data), unsealing=unsealing))


def test_the_auditor_reads_what_was_asked_and_others_the_rest(tmp_path: Path) -> None:
    """Core and matter, with the key; the core alone, and to whom it is sealed, without."""
    unsealing = keyed(tmp_path / "data")
    with audit_of(tmp_path / "data") as audit:
        ask(audit, number="L898902C3", names=(NAME,), asked=WHO)
    [opened] = told(tmp_path / "data", unsealing)
    [closed] = told(tmp_path / "data")

    assert opened.place == "chain-0000/000001/2"
    assert opened.what.matter == Matter(
        ["L898902C3", "UTO", "P", "", "read"], (NAME,), "officer 17"
    )
    assert closed.what.matter is None
    assert len(closed.what.sealed_to) == 16
    core = closed.what.core
    assert core == opened.what.core
    assert (core.shown, core.answer, core.databases) == (1, Answer.HIT, ("documents",))
    assert (core.caller, core.unit, core.device) == (WHO.caller, WHO.unit, WHO.device)
    assert (core.checkpoint, core.purpose) == (WHO.checkpoint, WHO.purpose)


def test_without_keys_all_is_read_by_whoever_may_read_the_file(tmp_path: Path) -> None:
    """As before there were keys; the caller is who asks without a certificate."""
    with audit_of(tmp_path) as audit:
        ask(audit, asked=Asked(user="officer 17"))
    [only] = told(tmp_path)

    assert only.what.matter == Matter(["A1", "UTO", "P", "", "read"], (), "officer 17")
    assert (only.what.core.caller, only.what.sealed_to) == ("local", "")


def test_a_new_auditor_does_not_open_what_the_old_one_does(tmp_path: Path) -> None:
    """And is told whose key does."""
    data = tmp_path / "data"
    old = keyed(data)
    with audit_of(data) as audit:
        ask(audit)
    make_auditor_keys(tmp_path / "new")
    take_auditor(data, tmp_path / "new" / "auditor.pub")
    new = Unsealing(auditor_private(tmp_path / "new" / "auditor.key"))
    with audit_of(data) as audit:
        ask(audit)

    for unsealing in (old, new):
        with pytest.raises(Sealed, match="and not to"):
            told(data, unsealing)


def test_a_core_that_was_exchanged_is_named(tmp_path: Path) -> None:
    """With every hash recomputed the seal itself still tells, to whoever has the key."""
    data = tmp_path / "data"
    unsealing = keyed(data)
    with audit_of(data) as audit:
        ask(audit, 2)

    def exchanged(payloads: list[bytes]) -> list[bytes]:
        return [
            each.replace(b'"UTO"', b'"UTX"').replace(b'"q1"', b'"q2"')
            for each in payloads
        ]

    rewrite(chain_of(data), exchanged)
    with pytest.raises(DamagedJournal, match="entry 3: what is sealed is not what"):
        told(data, unsealing)


def test_a_damaged_chain_hides_no_other(tmp_path: Path) -> None:
    """What stands before the damage and in other chains is read; then it is told."""
    with audit_of(tmp_path) as first, audit_of(tmp_path) as second:
        ask(first, 3)
        ask(second, 2)
    spoil(segments(chain_of(tmp_path))[0], altered(1))
    places = [each.place for each in _until_damage(tmp_path)]

    with pytest.raises(DamagedJournal, match="entry 2"):
        told(tmp_path)
    assert places == [
        "chain-0000/000001/1",
        "chain-0001/000001/1",
        "chain-0001/000001/2",
    ]


def _until_damage(data: Path) -> Iterator[Told]:
    with suppress(DamagedJournal):
        yield from history(journal_folder(data))


def test_a_period_has_its_first_moment_and_not_its_last(tmp_path: Path) -> None:
    """Open at either end where nothing is said."""
    with audit_of(tmp_path) as audit:
        ask(audit, 5)
    second = timedelta(seconds=1)
    period = Period(since=NOW + second, until=NOW + 3 * second)
    found = list(history(journal_folder(tmp_path), period=period))

    assert [each.what.core.request_id for each in found] == ["q1", "q2"]


def test_who_was_shown_a_record_is_traced(tmp_path: Path) -> None:
    """Every question that showed it, and no other; nobody else learns who it was."""
    data = tmp_path / "data"
    unsealing = keyed(data)
    with audit_of(data) as audit:
        ask(audit, 2)
        ask(audit, names=(NAME, NAME + "0"), asked=WHO)
        ask(audit, names=(NAME + "0",))
    [found] = traced(told(data, unsealing), NAME).shown

    assert found.what.matter is not None
    assert found.what.matter.user == "officer 17"
    with pytest.raises(Sealed):
        traced(told(data), NAME)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """Return 900 questions without a record and 100 with one."""
    data = tmp_path_factory.mktemp("many")
    with audit_of(data) as audit, pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.fdatasync", lambda _file: None)  # a hundred hits
        ask(audit, 900)
        ask(audit, 100, names=(NAME,))
    return told(data)


def picked(many: list[Told], seed: str, weighting: Weighting) -> list[Told]:
    return sample(many, count=100, seed=seed, weighting=weighting)


def test_a_seed_picks_the_same_questions(many: list[Told]) -> None:
    """Whoever picks; another seed picks others; a question more hardly changes anything."""
    uniform = Weighting.UNIFORM
    first = picked(many, "2026-11", uniform)

    assert first == picked(many, "2026-11", uniform)
    assert first != picked(many, "2026-12", uniform)
    assert (
        len(
            {t.place for t in first}
            - {t.place for t in picked(many[:-1], "2026-11", uniform)}
        )
        <= 1
    )
    assert len(sample(many, count=10_000, seed="", weighting=uniform)) == 1_000


def test_hits_are_picked_ten_times_as_often(many: list[Told]) -> None:
    """Of a hundred: ten hits where all are alike, about half where they are weighted."""

    def hits(weighting: Weighting) -> float:
        counts = [
            sum(bool(t.what.core.shown) for t in picked(many, str(seed), weighting))
            for seed in range(20)
        ]
        return sum(counts) / len(counts)

    assert 8 < hits(Weighting.UNIFORM) < 12
    assert 44 < hits(Weighting.HITS) < 56


def test_a_change_is_its_own_records_and_has_its_own_answer(tmp_path: Path) -> None:
    """Sent again, and filed under the same number and reference for another State."""
    sent = Sent(owner="UTO", feed="lost", request_id="r", count=1)
    came = replace(sent, changes=(("put", "R1", "x-1", "D<<"),))
    became = replace(sent, revision=9)
    with audit_of(tmp_path) as audit:
        for question, answer in (
            *((came, "SUBMITTED"), (came, "SUBMITTED"), (became, "APPLIED")),
        ):
            audit.record(
                at=NOW,
                kind="changes",
                question=question,
                asked=Asked(),
                answer=answer,
                searched=(),
                names=(),
                duration_us=9,
            )
    entries = told(tmp_path)
    found = traced(entries, "feeds/lost/documents/X1.DEU.UTO.R1")
    other = traced(entries, "feeds/lost/documents/X1.FRA.UTO.R1")

    later = entries[0].what
    later = replace(later, core=replace(later.core, at=NOW + timedelta(hours=1)))
    chains = [
        entries[0]._replace(chain="chain-0000", what=later),
        entries[1]._replace(chain="chain-0001"),
    ]
    ordered = traced(chains, "feeds/lost/documents/X1.DEU.UTO.R1")

    assert [each.sent.chain[-1] for each in ordered.changed] == ["1", "0"]
    assert [each.answer for each in found.changed] == ["SUBMITTED", "APPLIED"]
    assert [each.became for each in found.changed] == [None, entries[-1]]
    assert found.changed[1].revision == 9
    assert other.changed == []


def test_specimens_are_no_likelier_to_be_picked(tmp_path: Path) -> None:
    """Whoever tries whether all works is not asked for a reason ten times as often."""
    data = tmp_path / "data"
    with audit_of(data) as audit, pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.fdatasync", lambda _file: None)
        ask(audit, 900)
        ask(audit, 100, names=(NAME,), specimens=1)
    questions = told(data)
    by_weight = [
        sample(questions, count=50, seed="s", weighting=weighting)
        for weighting in Weighting
    ]

    assert by_weight[0] == by_weight[1]
