"""A passenger list: many travellers in one call, answered sparsely, the closest first.

One bad item fails no other: it is a finding that names its field, after all that was
found. What is wrong with the list as a whole fails the call.
"""

import time
from collections.abc import Iterable

from msgspec.structs import replace

from screening.access.admission import Admitted
from screening.config import Config
from screening.engine import Engine
from screening.engine.travellers import TravellerItem
from screening.errors import InvalidQuery, LimitExceeded
from screening.queries import BatchItem, ZoneQuery
from screening.server.batches import check_time, finding
from screening.server.requests import Requests, fields_path, zone_path
from screening.translate import answers
from screening.v1 import screening_pb2

_LOOK_AT_CLOCK_EVERY = 64


class Passengers:
    """Screens passenger lists."""

    def __init__(self, engine: Engine, requests: Requests, config: Config) -> None:
        self._engine = engine
        self._requests = requests
        self._items_max = config.batch_travellers_max
        self._deadline_max_s = config.deadline_max_s
        self._answer_bytes_max = config.answer_bytes_max

    def screen(
        self,
        request: screening_pb2.BatchScreenTravellersRequest,
        admitted: Admitted,
        *,
        time_left_s: float,
    ) -> screening_pb2.BatchScreenTravellersResponse:
        """Return what there is to say of each traveller, and what was searched.

        Raises `LimitExceeded` for too many items, and `OutOfTime` when *time_left_s*,
        or `Config.deadline_max_s`, is over first.
        """
        deadline = time.monotonic() + min(time_left_s, self._deadline_max_s)
        self._check_count(len(request.items))
        asked = self._requests.asked(request.asked, admitted, items=len(request.items))
        good: dict[int, TravellerItem] = {}
        bad: list[BatchItem] = []
        for index, message in enumerate(request.items):
            if index % _LOOK_AT_CLOCK_EVERY == 0:
                check_time(deadline)
            try:
                good[index] = self._item(message)
            except (InvalidQuery, LimitExceeded) as error:
                bad.append(finding(index, error))
        batch = self._engine.screen_travellers(
            list(good.values()), asked, in_time=lambda: check_time(deadline)
        )
        places = list(good)
        bad += [
            _in_request(places[item.index], item, good)
            for item in batch.items
            if item.error
        ]
        response = screening_pb2.BatchScreenTravellersResponse(
            asked=len(request.items), duration_us=batch.duration_us, gaps=batch.gaps
        )
        found = [
            replace(item, index=places[item.index])
            for item in batch.items
            if not item.error
        ]
        self._fill(response, [*found, *sorted(bad, key=lambda item: item.index)])
        for searched in batch.searched:
            answers.add_searched(response.searched.add(), searched)
        return response

    def _fill(
        self,
        response: screening_pb2.BatchScreenTravellersResponse,
        findings: Iterable[BatchItem],
    ) -> None:
        """Add *findings*; records beyond what a client takes are left out, and it is said."""
        left = self._answer_bytes_max
        for item in findings:
            message = answers.finding_to_wire(item)
            if message.hits and message.ByteSize() > left:
                message.ClearField("hits")
                message.cut = True
            left -= message.ByteSize()
            response.findings.append(message)

    def _check_count(self, count: int) -> None:
        if count == 0:
            raise InvalidQuery(
                field="items", reason="is empty", cure="give at least one traveller"
            )
        if count > self._items_max:
            raise LimitExceeded(field="items", actual=count, maximum=self._items_max)

    def _item(self, message: screening_pb2.TravellerItem) -> TravellerItem:
        """Return what one item asks, by itself."""
        serial = self._requests.book_serial(message.book_serial)
        match message.WhichOneof("item"):
            case "mrz":
                return ZoneQuery(
                    lines=tuple(self._requests.mrz(message.mrz, "mrz")),
                    book_serial=serial,
                    exclude_records=tuple(message.exclude_records),
                )
            case "fields":
                return self._requests.fields(
                    message.fields, serial, message.exclude_records
                )
            case _:
                raise InvalidQuery(
                    field="item", reason="is missing", cure="give fields or an mrz"
                )


def _in_request(
    index: int, item: BatchItem, asked: dict[int, TravellerItem]
) -> BatchItem:
    """Return the engine's *item* with its place, and the path of its field, in the request."""
    is_zone = isinstance(asked[index], ZoneQuery)
    field = item.error_field
    if not field:  # no field is at fault, the whole item could not be looked up
        field = "mrz" if is_zone else "fields"
    else:
        field = zone_path(field) if is_zone else fields_path(field)
    return replace(item, index=index, error_field=f"items[{index}].{field}")
