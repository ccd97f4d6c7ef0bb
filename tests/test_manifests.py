"""A manifest screened in columns, and one by one: the same answers, the same journal."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.engine import Engine
from screening.index import lookup
from screening.index.batch import Item, Manifest, manifest_of
from screening.queries import DocumentQuery
from screening.storage.catalog import Catalog
from tests.holding import hold
from tests.laws import near
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3, NOW

_FAILED_DIGIT = (ERIKSSON_TD3[0], ERIKSSON_TD3[1].replace("L898902C3", "L8989O2C3"))
_QQQ = tuple(line.replace("UTO", "QQQ") for line in ERIKSSON_TD1)
zones = st.sampled_from(
    [ERIKSSON_TD3, ERIKSSON_TD1, _FAILED_DIGIT, _QQQ, ("no zone",), ()]
)
plain = st.builds(
    DocumentQuery,
    document_number=st.sampled_from(
        ["L898902C3", "D23145890", "D23145890734", "X0001500", "X0009999", "A1", "ZZ9"]
    ),
    issuing_state=st.sampled_from(["UTO", "D", "GBD", "USA"]),
    document_type=st.sampled_from([None, "P", "visa"]),
)
odd = st.builds(
    DocumentQuery,
    document_number=st.sampled_from(
        ["", "--", "l898902c3", "A" * 40, "A" * 41, "\u0141123", "\uff21\uff11", "A\n1"]
    ),
    issuing_state=st.sampled_from(["UTO", "", "QZZ", "49", "d<<", "U\nO"]),
    document_type=st.sampled_from([None, "", "pasport", "\x00"]),
    book_serial=st.sampled_from([None, "", "A7", "-"]),
)
items: st.SearchStrategy[Item] = st.one_of(plain, plain, near.queries, odd, zones)


def now() -> datetime:
    """Return the same time whenever it is asked for."""
    return NOW


class Remembered:
    """An engine, and what it has recorded last."""

    def __init__(self, data: Path) -> None:
        self.engine = Engine(Catalog(data), record=self._record, now=now)
        self.facts: dict[str, Any] = {}

    def _record(self, **facts: Any) -> None:  # noqa: ANN401  # what is recorded
        self.facts = facts

    def screened(self, manifest: Manifest) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the answer, and what was recorded, without how long it took."""
        self.facts = {}
        answer = self.engine.screen_manifest(manifest)
        told = {field: getattr(answer, field) for field in answer.__struct_fields__}
        return told | {"duration_us": 0}, self.facts | {"duration_us": 0}


def one_by_one(asked: Sequence[Item]) -> Manifest:
    """Return a manifest in which no item is in the columns."""
    count = len(asked)
    return Manifest([""] * count, [""] * count, [None] * count, dict(enumerate(asked)))


@pytest.fixture(params=[1_000, 1], ids=["roomy", "crowded"])
def candidates_max(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many candidates as ever, and so few that items are refused for it."""
    monkeypatch.setattr(lookup, "CANDIDATES_MAX", request.param)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(near.records, min_size=1, max_size=12), min_size=1, max_size=3),
    st.lists(items, max_size=40),
)
@pytest.mark.usefixtures("candidates_max")
def test_columns_are_answered_as_items_one_by_one(
    feeds: list[list[Any]], asked: list[Item]
) -> None:
    """Hits, errors, cuts, order, gaps, and what the journal is told: all of it."""
    with TemporaryDirectory() as folder:
        for nth, records in enumerate(feeds):
            hold(Path(folder), records, feed=f"feed-{nth}")
        remembered = Remembered(Path(folder))
        expected = remembered.screened(one_by_one(asked))

        assert remembered.screened(manifest_of(asked)) == expected


def test_most_items_are_in_columns() -> None:
    """What is compared above is not twice the same."""
    asked: list[Item] = [
        DocumentQuery(document_number="L898902C3", issuing_state="D"),
        DocumentQuery(document_number="l898902c3", issuing_state="D"),
        ERIKSSON_TD3,
    ]
    manifest = manifest_of(asked)

    assert manifest.numbers == ["L898902C3", "", ""]
    assert manifest.states == ["DEU", "", ""]
    assert list(manifest.others) == [1, 2]
