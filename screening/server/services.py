"""The servicers: check, translate, ask the engine, translate back."""

from collections.abc import Callable, Iterator

import grpc
from msgspec.structs import replace

from screening.config import Config
from screening.engine import PERSONS_GAP, Engine
from screening.errors import InvalidQuery
from screening.queries import Screening, Status
from screening.server.batches import Batches
from screening.server.interceptors import read_by
from screening.server.lanes import Lanes
from screening.server.requests import Requests, zone_path
from screening.server.status_table import told
from screening.translate import answers, manifests
from screening.translate.records import record_to_wire
from screening.translate.status import status_to_wire
from screening.v1 import (
    record_pb2,
    record_pb2_grpc,
    screening_pb2,
    screening_pb2_grpc,
    status_pb2,
    status_pb2_grpc,
)

Context = grpc.ServicerContext


class ScreeningService(screening_pb2_grpc.ScreeningServiceServicer):
    """Answers checkpoints."""

    def __init__(
        self, engine: Engine, requests: Requests, lanes: Lanes, config: Config
    ) -> None:
        self._engine = engine
        self._requests = requests
        self._lanes = lanes
        self._batches = Batches(engine, requests, config)

    def ScreenDocument(
        self, request: screening_pb2.ScreenDocumentRequest, context: Context
    ) -> screening_pb2.ScreenDocumentResponse:
        """Answer about one document."""
        del context
        response = screening_pb2.ScreenDocumentResponse()
        answers.fill_screening(response.screening, self._document(request))
        return response

    def ScreenVehicle(
        self, request: screening_pb2.ScreenVehicleRequest, context: Context
    ) -> screening_pb2.ScreenVehicleResponse:
        """Answer about one vehicle."""
        del context
        response = screening_pb2.ScreenVehicleResponse()
        answers.fill_screening(response.screening, self._vehicle(request))
        return response

    def ScreenTraveller(
        self, request: screening_pb2.ScreenTravellerRequest, context: Context
    ) -> screening_pb2.ScreenTravellerResponse:
        """Answer about one traveller: by the zone as read, or by fields."""
        del context
        response = screening_pb2.ScreenTravellerResponse()
        answers.fill_screening(response.screening, self._traveller(request))
        return response

    @read_by(manifests.parse)
    def BatchScreenDocuments(  # type: ignore[override]  # read otherwise
        self, request: manifests.Request, context: Context
    ) -> screening_pb2.BatchScreenDocumentsResponse:
        """Answer about a manifest, sparsely."""
        return self._batches.screen(request, time_left_s=context.time_remaining())

    def OpenLane(
        self,
        request_iterator: Iterator[screening_pb2.OpenLaneRequest],
        context: Context,
    ) -> Iterator[screening_pb2.OpenLaneResponse]:
        """Answer question after question; a bad one does not close the lane."""
        return self._lanes.serve(request_iterator, context, self._over_lane)

    def _over_lane(
        self, request: screening_pb2.OpenLaneRequest
    ) -> screening_pb2.OpenLaneResponse:
        response = screening_pb2.OpenLaneResponse(request_id=request.asked.request_id)
        try:
            screening = self._lane_question(request)
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            what = told(error)
            response.error.code = what.code.value[0]
            response.error.reason = what.reason
            response.error.message = what.message
            response.error.field = what.field
            response.error.facts.update(what.facts)
        else:
            answers.fill_screening(response.screening, screening)
        return response

    def _lane_question(self, request: screening_pb2.OpenLaneRequest) -> Screening:
        serial = self._requests.book_serial(request.book_serial)
        match request.WhichOneof("question"):
            case "document" | "vehicle" if serial:
                raise InvalidQuery(
                    field="book_serial",
                    reason="goes with an mrz",
                    cure="put it into document.book_serial",
                )
            case "document":
                return self._document(request)
            case "vehicle":
                return self._vehicle(request)
            case "mrz":
                return self._mrz(request, book_serial=serial)
            case _:
                raise InvalidQuery(
                    field="question",
                    reason="is missing",
                    cure="give a document, a vehicle or an mrz",
                )

    def _document(
        self,
        request: screening_pb2.ScreenDocumentRequest | screening_pb2.OpenLaneRequest,
    ) -> Screening:
        if not request.HasField("document"):
            raise _missing("document")
        asked = self._requests.asked(request.asked)
        query = self._requests.document(request.document, "document")
        try:
            return self._engine.screen_document(query, asked)
        except InvalidQuery as error:
            raise _below("document", error) from None

    def _vehicle(
        self,
        request: screening_pb2.ScreenVehicleRequest | screening_pb2.OpenLaneRequest,
    ) -> Screening:
        if not request.HasField("vehicle"):
            raise _missing("vehicle")
        asked = self._requests.asked(request.asked)
        query = self._requests.vehicle(request.vehicle, "vehicle")
        try:
            return self._engine.screen_vehicle(query, asked)
        except InvalidQuery as error:
            raise _below("vehicle", error) from None

    def _traveller(self, request: screening_pb2.ScreenTravellerRequest) -> Screening:
        serial = self._requests.book_serial(request.book_serial)
        match request.WhichOneof("traveller"):
            case "mrz":
                return self._mrz(request, book_serial=serial)
            case "fields":
                return self._fields(request, serial)
            case _:
                raise InvalidQuery(
                    field="traveller",
                    reason="is missing",
                    cure="give the mrz, or fields",
                )

    def _mrz(
        self,
        request: screening_pb2.ScreenTravellerRequest | screening_pb2.OpenLaneRequest,
        book_serial: str | None,
    ) -> Screening:
        asked = self._requests.asked(request.asked)
        lines = self._requests.mrz(request.mrz, "mrz")
        try:
            return self._engine.screen_mrz(lines, asked, book_serial=book_serial)
        except InvalidQuery as error:
            error.field = zone_path(error.field)
            raise

    def _fields(
        self, request: screening_pb2.ScreenTravellerRequest, serial: str | None
    ) -> Screening:
        asked = self._requests.asked(request.asked)
        query = self._requests.fields(request.fields, serial)
        try:
            screening = self._engine.screen_document(query, asked)
        except InvalidQuery as error:
            raise _below("fields.document", error) from None
        return replace(screening, gaps=(*screening.gaps, PERSONS_GAP))


class RecordService(record_pb2_grpc.RecordServiceServicer):
    """Shows one record in full."""

    def __init__(self, engine: Engine, requests: Requests) -> None:
        self._engine = engine
        self._requests = requests

    def GetRecord(
        self, request: record_pb2.GetRecordRequest, context: Context
    ) -> record_pb2.GetRecordResponse:
        """Return the record of that name."""
        del context
        asked = self._requests.asked(request.asked)
        name = self._requests.name(request)
        record, searched = self._engine.record(name, asked)
        response = record_pb2.GetRecordResponse(
            name=name, record=record_to_wire(record)
        )
        answers.add_searched(response.searched, searched)
        return response


class StatusService(status_pb2_grpc.StatusServiceServicer):
    """Tells what is served."""

    def __init__(self, status: Callable[[], Status]) -> None:
        self._status = status

    def GetStatus(
        self, request: status_pb2.GetStatusRequest, context: Context
    ) -> status_pb2.GetStatusResponse:
        """Return every feed held."""
        del request, context
        return status_to_wire(self._status())


def _below(path: str, error: InvalidQuery) -> InvalidQuery:
    """Return *error* with its field named by its path in the request."""
    error.field = f"{path}.{error.field}"
    return error


def _missing(field: str) -> InvalidQuery:
    return InvalidQuery(field=field, reason="is missing", cure="it is required")
