"""No outside list, whatever bytes are in it, makes a load fail in any but our own words."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import FeedRefused
from tests.feeds.deliveries import held
from tests.feeds.formats.lists import individual, json_lines, load, un_list

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
_NOTE = "born 12 Aug. 1974, passport number L 898902 (Sweden)"
_ALIAS = f"<INDIVIDUAL_ALIAS><ALIAS_NAME>Anja (安娜; Anne)</ALIAS_NAME><NOTE>{_NOTE}</NOTE></INDIVIDUAL_ALIAS>"
_PAGE = {
    "_embedded": {
        "notices": [
            {
                "entity_id": "1/2",
                "name": "ERIKSSON",
                "date_of_birth": "1974/08/12",
                "nationalities": ["SE", "914"],
                "arrest_warrants": [{"issuing_country_id": "SE", "charge": "theft"}],
            }
        ]
    }
}
_ENTITIES = [
    {
        "id": "p",
        "schema": "Person",
        "properties": {"name": ["Anna"], "country": ["se"]},
    },
    {"id": "d", "schema": "Passport", "properties": {"holder": ["p"], "number": ["1"]}},
]
WHOLE = {
    "un-consolidated": un_list(individual(inside=_ALIAS)),
    "interpol-notices": json.dumps(_PAGE).encode(),
    "followthemoney": json_lines(_ENTITIES),
}
FORMATS = st.sampled_from(sorted(WHOLE))


def outcome(named: str, content: bytes) -> int:
    """Return how many records are held after a load of *content*, refused or not."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        (Path(folder) / "list").write_bytes(content)
        try:
            return load(Path(folder) / "list", data, named, max_bad_percent=100).records
        except FeedRefused:
            assert held(data, named) == {}  # what matters is what is served
            return 0


def test_the_lists_are_good() -> None:
    """Before anything is done to them, each holds one person."""
    assert [outcome(named, WHOLE[named]) for named in sorted(WHOLE)] == [1, 1, 1]


@SLOW
@given(FORMATS, st.binary(max_size=300))
def test_any_bytes_are_refused(named: str, content: bytes) -> None:
    """Bytes at random hold no person."""
    assert outcome(named, content) == 0


@SLOW
@given(FORMATS, st.binary(max_size=8), st.floats(0, 1), st.integers(0, 8))
def test_any_bytes_within_a_list(
    named: str, noise: bytes, where: float, gone: int
) -> None:
    """Bytes put in, or taken out, anywhere: the person goes in or does not."""
    whole = WHOLE[named]
    at = int(where * len(whole))

    assert outcome(named, whole[:at] + noise + whole[at + gone :]) in (0, 1, 2)
