"""A manifest: many documents in one call, answered sparsely.

One bad item fails no other: it is a finding that names its field. What is wrong with
the batch as a whole (too many items, none, no time) fails the call.
"""

import time
from collections.abc import Mapping

from msgspec.structs import replace

from screening.access.admission import Admitted
from screening.config import Config
from screening.engine import Engine
from screening.errors import InvalidQuery, LimitExceeded, OutOfTime
from screening.index.batch import LOOK_AT_CLOCK_EVERY, Item
from screening.queries import BatchItem, BatchScreening, DocumentQuery
from screening.server.requests import Requests, zone_path
from screening.server.status_table import told
from screening.sight import Line
from screening.translate import answers, manifests
from screening.v1 import screening_pb2


class Batches:
    """Screens manifests."""

    def __init__(self, engine: Engine, requests: Requests, config: Config) -> None:
        self._engine = engine
        self._requests = requests
        self._items_max = config.batch_items_max
        self._reader = manifests.Reader(chars_max=config.text_chars_max)
        self._deadline_max_s = config.deadline_max_s

    def screen(
        self, request: manifests.Request, admitted: Admitted, *, time_left_s: float
    ) -> screening_pb2.BatchScreenDocumentsResponse:
        """Return hits and unreadable items by index, and what was searched.

        Raises `LimitExceeded` for too many items, and `OutOfTime` when *time_left_s*,
        or `Config.deadline_max_s`, is over first.
        """
        deadline = time.monotonic() + min(time_left_s, self._deadline_max_s)
        self._check_count(len(request.items))
        asked = self._requests.asked(request.asked, admitted, items=len(request.items))
        manifest, others = self._reader.columns(request.items)
        bad: list[BatchItem] = []
        for nth, index in enumerate(others):
            if nth % LOOK_AT_CLOCK_EVERY == 0:
                check_time(deadline)
            item = manifests.parse_item(request.items[index])
            try:
                manifest.others[index] = self._item(item, admitted)
            except (InvalidQuery, LimitExceeded) as error:
                bad.append(finding(index, error))
        batch = self._engine.screen_manifest(
            manifest, asked, in_time=lambda: check_time(deadline)
        )
        findings = bad + [_in_request(item, manifest.others) for item in batch.items]
        findings.sort(key=lambda item: item.index)
        return _response(batch, findings)

    def _check_count(self, count: int) -> None:
        if count == 0:
            raise InvalidQuery(
                field="items", reason="is empty", cure="give at least one document"
            )
        if count > self._items_max:
            raise LimitExceeded(field="items", actual=count, maximum=self._items_max)

    def _item(self, message: screening_pb2.BatchItem, admitted: Admitted) -> Item:
        """Return what one item asks, by itself; a carrier gives no zone, which has a name."""
        match message.WhichOneof("item"):
            case "document":
                return self._requests.document(message.document, "document")
            case "mrz" if admitted.sight.line is not Line.CARRIER:
                return self._requests.mrz(message.mrz, "mrz")
            case "mrz":
                raise InvalidQuery(
                    field="mrz",
                    reason="holds a name, and a carrier asks about documents alone",
                    cure="give the document's number, type and State",
                )
            case _:
                raise InvalidQuery(
                    field="item",
                    reason="is missing",
                    cure="give a document or an mrz",
                )


def check_time(deadline: float) -> None:
    """Raise `OutOfTime` once *deadline*, by the monotonic clock, has passed."""
    if time.monotonic() >= deadline:
        raise OutOfTime


def finding(index: int, error: InvalidQuery | LimitExceeded) -> BatchItem:
    """Return what is said of an item that is no question."""
    what = told(error)
    return BatchItem(
        index=index, error=what.message, error_field=f"items[{index}].{what.field}"
    )


def _in_request(item: BatchItem, others: Mapping[int, Item]) -> BatchItem:
    """Return the engine's *item* with the path of its field in the request."""
    if not item.error:
        return item
    at = item.index
    is_document = at not in others or isinstance(others[at], DocumentQuery)
    field = item.error_field
    if not field:  # no field is at fault, the whole item could not be looked up
        field = "document" if is_document else "mrz"
    else:
        field = f"document.{field}" if is_document else zone_path(field)
    return replace(item, error_field=f"items[{at}].{field}")


def _response(
    batch: BatchScreening, findings: list[BatchItem]
) -> screening_pb2.BatchScreenDocumentsResponse:
    response = screening_pb2.BatchScreenDocumentsResponse(
        findings=map(answers.finding_to_wire, findings),
        asked=batch.asked,
        duration_us=batch.duration_us,
        gaps=batch.gaps,
    )
    for searched in batch.searched:
        answers.add_searched(response.searched.add(), searched)
    return response
