"""Lines of zones put together, and what a lost line does not do."""

import pytest

from screening.cli.zone_lines import zones
from tests.world import ERIKSSON_TD1, ERIKSSON_TD3

TD1, TD3 = list(ERIKSSON_TD1), list(ERIKSSON_TD3)


def whole(lines: list[str]) -> list[tuple[str, ...]]:
    """Return the zones that were put together."""
    return [zone for _, zone, wrong in zones(lines) if not wrong]


def wrong_at(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that an error is told of."""
    return [number for number, _, wrong in zones(lines) if wrong]


def test_zones_follow_each_other() -> None:
    """Two of 44 and three of 30 are zones, with empty lines between them or without."""
    assert whole([*TD3, *TD1, *TD3]) == [ERIKSSON_TD3, ERIKSSON_TD1, ERIKSSON_TD3]
    assert whole([*TD1, "", *TD3, " ", ""]) == [ERIKSSON_TD1, ERIKSSON_TD3]
    assert whole(["".join(TD3), "".join(TD1)]) == [
        ("".join(TD3),),
        ("".join(TD1),),
    ]


@pytest.mark.parametrize("zone", [TD1, TD3])
def test_a_lost_line_costs_one_zone(zone: list[str]) -> None:
    """Whichever line is missing, the zones after it are put together as printed."""
    for lost in range(len(zone)):
        lines = [*zone, *zone[:lost], *zone[lost + 1 :], *zone, *zone]
        found = whole(lines)

        assert wrong_at(lines)
        assert found[-1] == tuple(zone)
        assert all(len(each) == len(zone) for each in found)


def test_every_line_is_in_a_zone_or_in_an_error() -> None:
    """Noise, too short lines and a cut end are told, with their place."""
    assert wrong_at(["ERIKSSON ANNA", *TD3, "P<UTO", TD3[0]]) == [1, 4, 5]


def test_misread_lines_are_still_put_together() -> None:
    """A letter in a date and a digit in a name do not part what belongs together."""
    names = TD3[0].replace("ERIKSSON", "ER1K550N")
    dates = TD3[1].replace("740812", "7A0812")

    assert whole([names, dates]) == [(names, dates)]
