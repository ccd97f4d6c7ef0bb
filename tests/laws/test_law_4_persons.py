"""Laws 4 and 11, for persons: however a list came, it answers every question alike."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import FeedRefused
from screening.feeds import delta, snapshot
from screening.index import document_search
from screening.index.document_search import Verdict
from screening.index.persons import merging
from screening.index.persons.codec import fields_of
from screening.index.persons.lookup import candidates, find_persons, person_search
from screening.index.persons.tied import find_tied
from screening.queries import DocumentQuery, Entry, PersonQuery
from screening.records import Notice, PersonName, PersonRecord, Record
from screening.storage.feed_folder import FeedFolder
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.view import View
from tests.laws import people
from tests.storage.plain import folder_of
from tests.world import NOW, TODAY

Change = tuple[bool, PersonRecord]
Model = dict[tuple[str, str], PersonRecord]
FILLER = PersonRecord(
    record_id="filler",
    owner="UTO",
    notice=Notice.BLUE,
    names=(PersonName(full="Ottokar Quastenflosser"),),
)
"""Always held: a snapshot with nothing in it is refused."""
MAXIMUM = 100
LEAST = 0.1
"""Far below every threshold. Further below, who is compared at all depends on what else
lies in the same segment: parts that few bear are looked at first.
"""


class Answer(NamedTuple):
    """One record of an answer: who, how sure, and why."""

    record: Record
    how: Verdict


def now() -> datetime:
    return NOW


def load(data: Path, records: list[PersonRecord], *, revision: int) -> None:
    data.mkdir(parents=True, exist_ok=True)
    rows = list(map(fields_of, records))
    file = people.deliver(data / f"{revision}.jsonl", rows, revision=revision)
    snapshot.load(file, data=data, now=now)


def apply(
    data: Path, changes: list[Change], *, revision: int, times: int = merging.TIMES
) -> None:
    """Apply a delta; segments no more than so many *times* its size are merged into it."""
    rows = [
        people.put(each) if puts else people.withdraw(each) for puts, each in changes
    ]
    file = people.deliver(
        data / f"{revision}.jsonl", rows, revision=revision, base_revision=revision - 1
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(merging, "TIMES", times)
        delta.apply(file, data=data, now=now)


def make(model: Model, changes: list[Change]) -> None:
    """Make *changes* in *model*, one after the other."""
    for puts, record in changes:
        model.pop((record.owner, record.record_id), None)
        if puts:
            model[record.owner, record.record_id] = record


def answers(data: Path, queries: list[PersonQuery]) -> list[list[Answer]]:
    """Return everybody who may be meant, in order, and what each document leads to."""
    generation = Generation(folder_of(data, people.FEED))
    with generation.view() as view:
        found = [_by_name(view, query) for query in queries]
        found += [_tied(view, number) for number in ("L898902C3", "D23145890")]
    return found


def _by_name(view: View, query: PersonQuery) -> list[Answer]:
    asked = person_search(query)
    named = candidates(view, asked, today=TODAY.isoformat(), least=LEAST)
    looked = find_persons(view, asked, named, maximum=MAXIMUM)
    return [Answer(each.record, each.verdict) for each in looked.found]


def _tied(view: View, number: str) -> list[Answer]:
    query = DocumentQuery(
        document_number=number, issuing_state="UTO", entry=Entry.TYPED
    )
    asked = document_search.search(query)
    found = find_tied(view, asked, today=TODAY.isoformat()).found
    return [Answer(each.record, each.verdict) for each in found]


def questions(pick: st.DataObject, records: list[PersonRecord]) -> list[PersonQuery]:
    """Draw questions about *records*, all that ever were, and about who never was."""
    held = [name for record in records for name in record.names]
    asked = pick.draw(
        st.lists(st.sampled_from(held) | people.names(), min_size=2, max_size=9)
    )
    days = st.sampled_from([None, *people.DAYS, "1974"])
    return [
        PersonQuery(
            full=name.full,
            primary=name.primary,
            secondary=name.secondary,
            birth_date=pick.draw(days),
            sex=pick.draw(st.sampled_from([None, "F"])),
            nationality=pick.draw(st.sampled_from([None, "UTO"])),
        )
        for name in asked
    ]


changes = st.tuples(st.sampled_from([True, True, True, False]), people.persons)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(people.persons, max_size=6),
    st.lists(changes, min_size=1, max_size=9),
    st.lists(st.integers(1, 8), max_size=3, unique=True).map(sorted),
    st.sampled_from([0, 0, merging.TIMES]),
    st.data(),
)
def test_deltas_lead_where_the_snapshot_is(  # noqa: PLR0913, PLR0917  # what is drawn
    tmp_path_factory: pytest.TempPathFactory,
    first: list[PersonRecord],
    later: list[Change],
    cuts: list[int],
    times: int,
    pick: st.DataObject,
) -> None:
    """Same persons, same scores, same order, same counts, however changes are parted."""
    by_deltas, by_snapshot = (
        tmp_path_factory.mktemp(name) for name in ("deltas", "snapshot")
    )
    model: Model = {}
    make(model, [(True, each) for each in (FILLER, *first)])
    load(by_deltas, [FILLER, *first], revision=1)
    bounds = [0, *(cut for cut in cuts if cut < len(later)), len(later)]
    for revision, begin in enumerate(bounds[:-1], start=2):
        some = later[begin : bounds[revision - 1]]
        apply(by_deltas, some, revision=revision, times=times)
        make(model, some)
    load(
        by_snapshot,
        pick.draw(st.permutations(list(model.values()))),
        revision=len(bounds),
    )
    queries = questions(pick, [*first, FILLER, *(record for _, record in later)])
    states = [
        FeedFolder(data, people.FEED).state() for data in (by_deltas, by_snapshot)
    ]

    assert answers(by_deltas, queries) == answers(by_snapshot, queries)
    assert [
        (state.revision, state.records, state.entries, state.names, state.digest)
        for state in states
        if state
    ] == [
        (len(bounds), len(model), state.entries, len(model), state.digest)
        for state in states[1:] * 2
        if state
    ]
    for data in (by_deltas, by_snapshot):
        assert scanned(folder_of(data, people.FEED)) == ""


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        people.persons,
        min_size=2,
        max_size=8,
        unique_by=lambda p: (p.owner, p.record_id),
    ),
    st.data(),
)
def test_two_copies_answer_alike(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[PersonRecord],
    pick: st.DataObject,
) -> None:
    """Law 11: what is delivered in another order, and by another way, is the same list."""
    one, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
    order = pick.draw(st.permutations(records))
    half = pick.draw(st.integers(0, len(records)))
    times = pick.draw(st.sampled_from([0, merging.TIMES]))
    load(one, [FILLER, *records], revision=1)
    load(other, [*order[:half], FILLER], revision=1)
    for revision, record in enumerate(order[half:], start=2):
        apply(other, [(True, record)], revision=revision, times=times)
    queries = questions(pick, [FILLER, *records])

    assert answers(one, queries) == answers(other, queries)


def test_who_is_withdrawn_stays_so_when_small_segments_are_merged(
    tmp_path: Path,
) -> None:
    """The names are in a large segment still: what was merged says that they are gone."""
    gone, *others = (
        PersonRecord(
            record_id=f"{n}",
            owner="UTO",
            notice=Notice.BLUE,
            names=(PersonName(full=f"{name} Oxenstierna"),),
        )
        for n, name in enumerate(["Gunhild", "Anna", "Beata", "Ebba", "Frida", "Inga"])
    )
    load(tmp_path, [gone, *others], revision=1)
    query = [PersonQuery(full="Gunhild Oxenstierna")]
    before = answers(tmp_path, query)[0]
    apply(tmp_path, [(False, gone)], revision=2)
    apply(tmp_path, [(True, FILLER)], revision=3)
    with Generation(folder_of(tmp_path, people.FEED)).view() as view:
        segments = len(view.state.segments)

    assert (segments, before[0].record) == (2, gone)
    assert gone not in [each.record for each in answers(tmp_path, query)[0]]


def test_a_delta_that_does_not_follow_changes_no_name(tmp_path: Path) -> None:
    """Law 5: refused, and the same names answer, from the same segments."""
    one = FILLER
    query = [PersonQuery(full="Ottokar Quastenflosser")]
    load(tmp_path, [one], revision=5)
    before = answers(tmp_path, query), FeedFolder(tmp_path, people.FEED).state()
    for base, revision in ((4, 6), (6, 7), (5, 5)):
        rows = [people.withdraw(one)]
        file = people.deliver(
            tmp_path / "d.jsonl", rows, revision=revision, base_revision=base
        )
        with pytest.raises(FeedRefused):
            delta.apply(file, data=tmp_path, now=now)

    assert (
        answers(tmp_path, query),
        FeedFolder(tmp_path, people.FEED).state(),
    ) == before
