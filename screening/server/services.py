"""The servicers: check, translate, ask the engine, translate back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

import grpc

from screening.access.admission import Admitted
from screening.config import Config
from screening.engine import Engine
from screening.errors import InvalidQuery, LimitExceeded
from screening.policy.views import within
from screening.queries import Screening, Status
from screening.server.admission import admitted_to
from screening.server.batches import Batches
from screening.server.interceptors import read_by
from screening.server.lanes import Lanes
from screening.server.owners import Owners
from screening.server.passengers import Passengers
from screening.server.requests import Requests, fields_path, person_path, zone_path
from screening.server.seeing.counts import OK, MethodCounts
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
TurnAway = Callable[[Context, Exception, str], None]
"""Has it remembered that a caller was refused, by an error, in a method."""
OPEN_LANE = "/screening.v1.ScreeningService/OpenLane"
"""Questions over lanes are counted, and refused, under the method that opens them."""
_BESIDE = ("book_serial", "exclude_records")
_CARRY_THEIR_OWN = ("document", "vehicle", "person")
"""Questions that hold in themselves what lies beside a zone, or fields."""


class ScreeningService(screening_pb2_grpc.ScreeningServiceServicer):
    """Answers checkpoints."""

    def __init__(  # noqa: PLR0913 -- all that answers a checkpoint
        self,
        engine: Engine,
        requests: Requests,
        lanes: Lanes,
        config: Config,
        *,
        turn_away: TurnAway,
        over_lanes: MethodCounts,
    ) -> None:
        """Answer from *engine*.

        Of questions that come over lanes, who is refused is told to *turn_away*, and
        *over_lanes* counts them.
        """
        self._over_lanes = over_lanes
        self._engine = engine
        self._turn_away = turn_away
        self._requests = requests
        self._lanes = lanes
        self._batches = Batches(engine, requests, config)
        self._passengers = Passengers(engine, requests, config)

    def ScreenDocument(
        self, request: screening_pb2.ScreenDocumentRequest, context: Context
    ) -> screening_pb2.ScreenDocumentResponse:
        """Answer about one document."""
        response = screening_pb2.ScreenDocumentResponse()
        screening = self._document(request, admitted_to(context))
        answers.fill_screening(response.screening, screening)
        return response

    def ScreenVehicle(
        self, request: screening_pb2.ScreenVehicleRequest, context: Context
    ) -> screening_pb2.ScreenVehicleResponse:
        """Answer about one vehicle."""
        response = screening_pb2.ScreenVehicleResponse()
        screening = self._vehicle(request, admitted_to(context))
        answers.fill_screening(response.screening, screening)
        return response

    def ScreenPerson(
        self, request: screening_pb2.ScreenPersonRequest, context: Context
    ) -> screening_pb2.ScreenPersonResponse:
        """Answer about one person."""
        response = screening_pb2.ScreenPersonResponse()
        screening = self._person(request, admitted_to(context))
        answers.fill_screening(response.screening, screening)
        return response

    def ScreenTraveller(
        self, request: screening_pb2.ScreenTravellerRequest, context: Context
    ) -> screening_pb2.ScreenTravellerResponse:
        """Answer about one traveller: by the zone as read, or by fields."""
        response = screening_pb2.ScreenTravellerResponse()
        screening = self._traveller(request, admitted_to(context))
        answers.fill_screening(response.screening, screening)
        return response

    @read_by(manifests.parse)
    def BatchScreenDocuments(  # type: ignore[override]  # read otherwise
        self, request: manifests.Request, context: Context
    ) -> screening_pb2.BatchScreenDocumentsResponse:
        """Answer about a manifest, sparsely."""
        return self._batches.screen(
            request, admitted_to(context), time_left_s=context.time_remaining()
        )

    def BatchScreenTravellers(
        self, request: screening_pb2.BatchScreenTravellersRequest, context: Context
    ) -> screening_pb2.BatchScreenTravellersResponse:
        """Answer about a passenger list, sparsely, the closest first."""
        return self._passengers.screen(
            request, admitted_to(context), time_left_s=context.time_remaining()
        )

    def OpenLane(
        self,
        request_iterator: Iterator[screening_pb2.OpenLaneRequest],
        context: Context,
    ) -> Iterator[screening_pb2.OpenLaneResponse]:
        """Answer question after question; a bad one does not close the lane."""

        def answer(
            request: screening_pb2.OpenLaneRequest,
        ) -> screening_pb2.OpenLaneResponse:
            return self._over_lane(request, context)

        return self._lanes.serve(request_iterator, context, answer)

    def _over_lane(
        self, request: screening_pb2.OpenLaneRequest, context: Context
    ) -> screening_pb2.OpenLaneResponse:
        began, outcome = perf_counter(), OK
        response = screening_pb2.OpenLaneResponse(request_id=request.asked.request_id)
        try:
            screening = self._lane_question(request, admitted_to(context))
        except Exception as error:  # noqa: BLE001 -- the table decides what is told
            self._turn_away(context, error, OPEN_LANE)
            what = told(error)
            outcome = what.reason
            response.error.code = what.code.value[0]
            response.error.reason = what.reason
            response.error.message = what.message
            response.error.field = what.field
            response.error.facts.update(what.facts)
        else:
            answers.fill_screening(response.screening, screening)
        self._over_lanes.ended(outcome, perf_counter() - began)
        return response

    def _lane_question(
        self, request: screening_pb2.OpenLaneRequest, admitted: Admitted
    ) -> Screening:
        question = request.WhichOneof("question")
        if question in _CARRY_THEIR_OWN:
            for field in _BESIDE:
                if getattr(request, field):
                    raise _misplaced(field, question)
        match question:
            case "document":
                return self._document(request, admitted)
            case "vehicle":
                return self._vehicle(request, admitted)
            case "person":
                return self._person(request, admitted)
            case "mrz":
                return self._mrz(request, admitted)
            case "fields":
                return self._fields(request, admitted)
            case _:
                raise InvalidQuery(
                    field="question",
                    reason="is missing",
                    cure="give a document, a vehicle, a person, fields or an mrz",
                )

    def _document(
        self,
        request: screening_pb2.ScreenDocumentRequest | screening_pb2.OpenLaneRequest,
        admitted: Admitted,
    ) -> Screening:
        if not request.HasField("document"):
            raise _missing("document")
        asked = self._requests.asked(request.asked, admitted)
        query = self._requests.document_or_number(
            request.document, "document", admitted
        )
        try:
            return self._engine.screen_document(query, asked)
        except InvalidQuery as error:
            raise _below("document", error) from None

    def _vehicle(
        self,
        request: screening_pb2.ScreenVehicleRequest | screening_pb2.OpenLaneRequest,
        admitted: Admitted,
    ) -> Screening:
        if not request.HasField("vehicle"):
            raise _missing("vehicle")
        asked = self._requests.asked(request.asked, admitted)
        query = self._requests.vehicle(request.vehicle, "vehicle")
        try:
            return self._engine.screen_vehicle(query, asked)
        except InvalidQuery as error:
            raise _below("vehicle", error) from None

    def _person(
        self,
        request: screening_pb2.ScreenPersonRequest | screening_pb2.OpenLaneRequest,
        admitted: Admitted,
    ) -> Screening:
        if not request.HasField("person"):
            raise _missing("person")
        asked = self._requests.asked(request.asked, admitted)
        query = self._requests.person(request.person)
        with _located(person_path):
            return self._engine.screen_person(query, asked)

    def _traveller(
        self, request: screening_pb2.ScreenTravellerRequest, admitted: Admitted
    ) -> Screening:
        match request.WhichOneof("traveller"):
            case "mrz":
                return self._mrz(request, admitted)
            case "fields":
                return self._fields(request, admitted)
            case _:
                raise InvalidQuery(
                    field="traveller",
                    reason="is missing",
                    cure="give the mrz, or fields",
                )

    def _mrz(
        self,
        request: screening_pb2.ScreenTravellerRequest | screening_pb2.OpenLaneRequest,
        admitted: Admitted,
    ) -> Screening:
        serial = self._requests.book_serial(request.book_serial)
        asked = self._requests.asked(request.asked, admitted)
        lines = self._requests.mrz(request.mrz, "mrz")
        try:
            return self._engine.screen_mrz(
                lines,
                asked,
                book_serial=serial,
                exclude_records=request.exclude_records,
            )
        except (InvalidQuery, LimitExceeded) as error:
            error.field = zone_path(error.field)
            raise

    def _fields(
        self,
        request: screening_pb2.ScreenTravellerRequest | screening_pb2.OpenLaneRequest,
        admitted: Admitted,
    ) -> Screening:
        serial = self._requests.book_serial(request.book_serial)
        asked = self._requests.asked(request.asked, admitted)
        query = self._requests.fields(request.fields, serial, request.exclude_records)
        with _located(fields_path):
            return self._engine.screen_traveller(query, asked)


class RecordService(record_pb2_grpc.RecordServiceServicer):
    """Shows one record in full; and what owners ask for."""

    def __init__(self, engine: Engine, requests: Requests, owners: Owners) -> None:
        self._engine = engine
        self._requests = requests
        self._owners = owners

    def ApplyChanges(
        self, request: record_pb2.ApplyChangesRequest, context: Context
    ) -> record_pb2.ApplyChangesResponse:
        """Make an owner's changes."""
        return self._owners.apply(request, context)

    def ListRecords(
        self, request: record_pb2.ListRecordsRequest, context: Context
    ) -> record_pb2.ListRecordsResponse:
        """Return some of an owner's records."""
        return self._owners.list(request, context)

    def GetQualityReport(
        self, request: record_pb2.GetQualityReportRequest, context: Context
    ) -> record_pb2.GetQualityReportResponse:
        """Return how good an owner's data is."""
        return self._owners.report(request, context)

    def GetRecord(
        self, request: record_pb2.GetRecordRequest, context: Context
    ) -> record_pb2.GetRecordResponse:
        """Return the record of that name."""
        asked = self._requests.asked(request.asked, admitted_to(context))
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
        """Return every feed held that the caller may see."""
        del request
        return status_to_wire(within(self._status(), admitted_to(context).sight))


@contextmanager
def _located(path_of: Callable[[str], str]) -> Iterator[None]:
    """Have errors name their field by its path in the request."""
    try:
        yield
    except (InvalidQuery, LimitExceeded) as error:
        error.field = path_of(error.field)
        raise


def _misplaced(field: str, question: str) -> InvalidQuery:
    return InvalidQuery(
        field=field,
        reason="goes with an mrz, or fields",
        cure=f"put it into {question}.{field}, where there is one",
    )


def _below(path: str, error: InvalidQuery) -> InvalidQuery:
    """Return *error* with its field named by its path in the request."""
    error.field = f"{path}.{error.field}"
    return error


def _missing(field: str) -> InvalidQuery:
    return InvalidQuery(field=field, reason="is missing", cure="it is required")
