"""Laws 2 and 6, for persons: what is tied is let through; names and records are one.

A segment lies beside the table: a damaged byte of it is found, and no reader ever sees
the records of one revision with the names of another.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.index import document_search
from screening.index.persons import filing
from screening.index.persons.lookup import candidates, find_persons, person_search
from screening.index.persons.tied import find_tied, surely_untied
from screening.queries import DocumentQuery, PersonQuery
from screening.records import Database, NoticeState, PersonName, PersonRecord
from screening.storage import filter_upkeep
from screening.storage.generation import Generation
from screening.storage.scan import scanned
from screening.storage.verify import verify
from tests.holding import change, hold, put, withdraw
from tests.laws import people
from tests.processes import killed_often
from tests.storage.plain import folder_of
from tests.world import TODAY, listed_person

KILLS = 6
_HEADER = 64
"""Bytes before the directory of a segment, whose length is in those from the 12th."""


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(people.persons, min_size=1, max_size=5),
    st.lists(st.tuples(st.booleans(), people.persons), max_size=5),
    st.sampled_from([0, 2, 65_536]),
)
def test_no_document_that_is_tied_is_denied(
    first: list[PersonRecord],
    later: list[tuple[bool, PersonRecord]],
    late_keys_max: int,
) -> None:
    """After a load and after a delta: every key passes, every holder is found."""
    held = {filing.name_parts(record): record for record in first}
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        patched.setattr(filter_upkeep, "LATE_KEYS_MAX", late_keys_max)
        data = Path(name)
        hold(data, held.values(), feed=people.FEED, database=Database.PERSONS)
        generation = Generation(folder_of(data, people.FEED))
        _prove(generation, held.values())
        changes = [put(each) if puts else withdraw(each) for puts, each in later]
        change(data, changes, revision=2, feed=people.FEED)
        for puts, record in later:
            held.pop(filing.name_parts(record), None)
            if puts:
                held[filing.name_parts(record)] = record
        _prove(generation, held.values())

        assert scanned(generation.folder) == ""


def _prove(generation: Generation, records: Iterable[PersonRecord]) -> None:
    with generation.view() as view:
        newest = generation.newest()
        for record in records:
            assert all(map(view.may_hold, filing.filing_keys(record)))
            for document in record.documents:
                query = DocumentQuery(
                    document_number=document.number,
                    issuing_state=document.issuing_state or "USA",
                )
                asked = document_search.search(query)
                found = find_tied(view, asked, today=TODAY.isoformat()).found
                valid = record.state in (NoticeState.VALID, NoticeState.UNDER_REVIEW)
                valid &= (record.review_date or "9") >= TODAY.isoformat()

                assert (record in [each.record for each in found]) is valid
                assert newest is None or not surely_untied(newest, asked.keys()[0])


def published(data: Path) -> Path:
    """Publish a list of one person; return the file of its names."""
    hold(data, [listed_person()], feed=people.FEED, database=Database.PERSONS)
    [path] = folder_of(data, people.FEED).glob("names-*.seg")
    return path


def said_in(segment: bytes) -> list[int]:
    """Return the places of all bytes of a segment that say anything.

    The others stand between two arrays, and nobody reads them.
    """
    size = int.from_bytes(segment[12:16], "little")
    directory = json.loads(segment[_HEADER : _HEADER + size])
    places = [*range(_HEADER + size)]
    for kind, length, at in directory.values():
        places += range(at, at + length * np.dtype(kind).itemsize)
    return places


def flip(path: Path, whole: bytes, at: int) -> None:
    """Put a file with one bit wrong in the place of *path*; who has it open keeps it."""
    spoiled = bytearray(whole)
    spoiled[at] ^= 1 << at % 8
    path.unlink()
    path.write_bytes(spoiled)


def test_every_byte_of_the_names_is_proved(tmp_path: Path) -> None:
    """One bit wrong anywhere: the scan says so; put right again, all is sound."""
    path = published(tmp_path)
    whole = path.read_bytes()
    places = said_in(whole)[::7]
    for at in places:
        flip(path, whole, at)

        assert "segment" in scanned(path.parent), at
    path.write_bytes(whole)
    assert len(places) > 300
    assert scanned(path.parent) == ""


def test_verify_finds_damaged_names(tmp_path: Path) -> None:
    """In the directory, and in the last array; or cut, or gone."""
    path = published(tmp_path)
    whole = path.read_bytes()
    places = said_in(whole)
    for at in (places[70], places[-1]):
        flip(path, whole, at)

        assert [f for f in verify(tmp_path) if not f.sound and "segment" in f.detail]
    path.write_bytes(whole[:-1])
    assert not all(finding.sound for finding in verify(tmp_path))
    path.unlink()
    assert not all(finding.sound for finding in verify(tmp_path))
    path.write_bytes(whole)
    assert all(finding.sound for finding in verify(tmp_path))


APPLYING = """
import sys
from pathlib import Path
from screening.storage.generation import Generation
from tests.holding import change, put
from tests.laws.test_law_2_persons import FEED, folder_of, numbered
data = Path(sys.argv[1])

def work():
    revision = Generation(folder_of(data, FEED)).state.revision
    while True:
        revision += 1
        one = numbered(revision)
        change(data, [put(one)], revision=revision, feed=FEED, persons_put=[one])
        say(revision)
"""
FEED = people.FEED
NUMBERS = "Anna Beata Cordula Desideria Ebba Frida Greta Hedda Inga Judith".split()  # noqa: SIM905  # reads best


def numbered(revision: int) -> PersonRecord:
    """Return the one person of this list as it is at *revision*: named by its digits."""
    name = " ".join(NUMBERS[int(digit)] for digit in str(revision))
    return listed_person(
        names=(PersonName(full=f"{name} Oxenstierna"),), births=(), documents=()
    )


def test_names_and_records_survive_kill_9_together(tmp_path: Path) -> None:
    """Killed at any instant: the names found are those of the record that is held (R1)."""
    hold(tmp_path, [numbered(1)], feed=FEED, database=Database.PERSONS)
    for acknowledged in killed_often(
        APPLYING, tmp_path, times=KILLS, within_s=0.15, seed=4
    ):
        folder = folder_of(tmp_path, FEED)
        with Generation(folder).view() as view:
            revision = view.state.revision
            query = person_search(PersonQuery(full=numbered(revision).names[0].full))
            named = candidates(view, query, today=TODAY.isoformat(), least=0.0)
            looked = find_persons(view, query, named, maximum=9)
        [found] = looked.found
        why = found.verdict.explanation

        assert revision - int(acknowledged[-1]) in (0, 1)
        assert found.record == numbered(revision)
        assert why is not None
        assert {token.how for token in why.tokens} == {"exact"}
        assert (why.asked_alone, why.held_alone) == ((), ())
        assert scanned(folder) == ""
