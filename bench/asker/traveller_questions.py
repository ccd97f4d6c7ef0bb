"""Questions about travellers as bytes, by the zones of passports nobody listed.

A few of them are namesakes of the listed, as at a border: an answer counts as right when
it says that documents and persons were searched, whatever was found.
"""

from functools import cache

from bench.persons_asked import DISTINCT, unlisted
from screening.v1 import screening_pb2

SCREEN_TRAVELLER = "/screening.v1.ScreeningService/ScreenTraveller"
BATCH_SCREEN_TRAVELLERS = "/screening.v1.ScreeningService/BatchScreenTravellers"
_SEARCHED = 2
"""Feeds: of documents, and of persons."""


@cache
def zones(count: int = DISTINCT) -> list[bytes]:
    """Return questions about *count* travellers."""
    return [
        screening_pb2.ScreenTravellerRequest(mrz=mrz).SerializeToString()
        for mrz in _zones(count)
    ]


@cache
def passengers(count: int) -> bytes:
    """Return a passenger list of *count* travellers."""
    items = [screening_pb2.TravellerItem(mrz=mrz) for mrz in _zones(count)]
    return screening_pb2.BatchScreenTravellersRequest(items=items).SerializeToString()


def is_answered(message: bytes) -> bool:
    """Return whether the answer about a traveller leaves nothing out."""
    found = screening_pb2.ScreenTravellerResponse.FromString(message).screening
    return len(found.searched) == _SEARCHED and not found.gaps


def are_answered(message: bytes, count: int) -> bool:
    """Return whether the answer about a passenger list leaves nothing out."""
    found = screening_pb2.BatchScreenTravellersResponse.FromString(message)
    return found.asked == count and not found.gaps


def _zones(count: int) -> list[screening_pb2.Mrz]:
    return [
        screening_pb2.Mrz(lines=traveller.zone("TD3", number=number))
        for number, traveller in enumerate(unlisted(count))
    ]
