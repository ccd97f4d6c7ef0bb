"""A batch: all keys through the filter at once, and the same answers as one by one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from screening.errors import InvalidQuery
from screening.index import document_search, lookup
from screening.index.batch import Batch, manifest_of
from screening.queries import DocumentQuery, Entry
from screening.storage.generation import Generation
from screening.storage.view import View
from tests.holding import hold
from tests.world import stolen_passport, stolen_series

TODAY = date(2026, 11, 21).isoformat()


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    name = hold(tmp_path, [stolen_passport(), stolen_series("X1000", "X1999")])
    with Generation(tmp_path / "feeds" / "lost" / name).view() as view:
        yield view


def batch_of(*numbers: str, entry: Entry = Entry.READ) -> Batch:
    manifest = manifest_of(
        [
            DocumentQuery(document_number=number, issuing_state="UTO", entry=entry)
            for number in numbers
        ]
    )
    batch = Batch(manifest)
    for index, item in manifest.others.items():
        assert isinstance(item, DocumentQuery)
        batch.add(index, document_search.search(item))
    return batch


def test_what_is_found_is_kept_by_item(view: View) -> None:
    """By number and in a series; items without anything are not there."""
    batch = batch_of("CLEAN", "L898902C3", "X1500", "X2500")
    batch.look(view, TODAY)

    assert sorted(batch.found) == [1, 2]
    assert [feed for feed, _ in batch.found[1]] == ["lost"]


def test_a_number_of_more_than_nine_is_looked_up_under_its_first_nine(
    view: View,
) -> None:
    """Visas and some feeds stop after nine characters: in columns as well."""
    batch = batch_of("CLEAN", "L898902C3XYZ")
    batch.look(view, TODAY)

    assert list(batch.found) == [1]


def test_look_alikes_are_tried_for_doubtful_items(view: View) -> None:
    """An item whose digit failed is looked up though the filter denies its number."""
    read, failed = batch_of("L8989O2C3"), batch_of("L8989O2C3", entry=Entry.TYPED)
    read.look(view, TODAY)
    failed.look(view, TODAY)

    assert not read.found
    assert list(failed.found) == [0]


def test_looking_at_a_feed_again_tells_nothing_twice(view: View) -> None:
    """A pass that met damage is made again: hits of before it were shown twice."""
    batch = batch_of("L898902C3", "CLEAN")
    batch.look(view, TODAY)
    once = dict(batch.found)
    batch.look(view, TODAY)

    assert batch.found == once


def test_an_item_with_too_many_records_is_refused_alone(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are answered."""
    monkeypatch.setattr(lookup, "CANDIDATES_MAX", 0)
    batch = batch_of("L898902C3", "CLEAN")
    batch.look(view, TODAY)

    assert list(batch.refused) == [0]


def test_an_empty_batch_and_one_of_refusals(view: View) -> None:
    """Nothing to look up is looked up without harm."""
    batch = Batch(manifest_of([()]))
    batch.refuse(0, InvalidQuery(field="mrz", reason="r", cure="c"))
    batch.look(view, TODAY)
    Batch(manifest_of([])).look(view, TODAY)

    assert (batch.found, batch.question()) == ({}, [])


def test_the_journal_is_told_every_number(view: View) -> None:
    """Canonical, with its State, whether found or not."""
    batch = batch_of("clean-1", "L898902C3")
    batch.look(view, TODAY)

    assert batch.question() == [("CLEAN1", "UTO"), ("L898902C3", "UTO")]
