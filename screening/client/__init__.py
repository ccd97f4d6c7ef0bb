"""The service as a checkpoint sees it: our words in, our words out, our errors.

>>> from screening.queries import DocumentQuery
>>> query = DocumentQuery(document_number="L898902C3", issuing_state="UTO")
>>> with ScreeningClient("127.0.0.1:50051") as client:  # doctest: +SKIP
...     client.screen_document(query).answer
<Answer.NO_RECORD: 'NO_RECORD'>

Every call has a deadline. A call that finds the service away for a moment is repeated
by gRPC itself: asking twice does no harm.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import grpc

from screening.client.channels import Channels, Line
from screening.client.diagnosis import Diagnosis
from screening.client.failures import failure
from screening.client.lane import Lane
from screening.errors import ScreeningError, Unreachable
from screening.ownership import Acknowledgement, QualityReport, RecordPage
from screening.queries import (
    Asked,
    BatchScreening,
    DocumentQuery,
    PersonQuery,
    Screening,
    Searched,
    Status,
    TravellerQuery,
    VehicleQuery,
    ZoneQuery,
)
from screening.records import Database, Record
from screening.tls import ClientTls
from screening.translate import answers, changes, owners, questions
from screening.translate.records import record_from_wire
from screening.translate.status import status_from_wire
from screening.v1 import (
    record_pb2,
    screening_pb2,
    status_pb2,
)

if TYPE_CHECKING:
    from screening.client.credentials import ClientCredentials

Request = TypeVar("Request")
Response = TypeVar("Response")

TIMEOUT_S = 2.0
BATCH_TIMEOUT_S = 30.0
CHANGES_TIMEOUT_S = 15.0
"""Of an owner's changes: the writer may be away for a second, and is waited for."""
ANSWER_BYTES_MAX = 128 << 20
"""10,000 items of five hits with the longest remarks are some 98 MB."""

_SERVICE_CONFIG = {
    "methodConfig": [
        {
            "name": [{}],
            # UNAVAILABLE, as AIP-194 has it; and CANCELLED, which a worker that stops
            # sends to a call that arrives between its last word and the client's ear.
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.1s",
                "maxBackoff": "1s",
                "backoffMultiplier": 3,
                "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED"],
            },
        }
    ]
}
_OPTIONS: list[tuple[str, Any]] = [
    ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
    ("grpc.use_local_subchannel_pool", 1),  # each channel has a connection of its own
    ("grpc.per_rpc_retry_buffer_size", 2 << 20),  # a full batch can be repeated too
    ("grpc.max_receive_message_length", ANSWER_BYTES_MAX),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 5_000),
]


class ScreeningClient:
    """One channel to a service. May be used from many threads; close it, or use `with`.

    With *tls* it shows a certificate; when the files of it change, a new channel shows the
    new one. Raises `CertificateRefused` where they are bad.

    *asked* says who asks, for every call that does not say so itself. All methods raise
    `Unreachable` when there is no service at *address*, `OutOfTime` when it did not
    answer within the timeout, and what the engine raises (`InvalidQuery`,
    `NoFeedLoaded` …) as if it were here.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout_s: float = TIMEOUT_S,
        asked: Asked | None = None,
        tls: ClientTls | None = None,
    ) -> None:
        self._address = address
        self._timeout_s = timeout_s
        self._asked = asked or Asked()
        self._channels = Channels(address, _credentials(tls), options=_OPTIONS)
        self._diagnosis = Diagnosis(address, tls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the channel, and every call on it."""
        self._channels.close()

    def screen_document(
        self, query: DocumentQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about one document."""
        request = screening_pb2.ScreenDocumentRequest(
            asked=self._who(asked), document=questions.document_to_wire(query)
        )
        response = self._call(lambda line: line.screening.ScreenDocument, request)
        return answers.screening_from_wire(response.screening)

    def screen_vehicle(
        self, query: VehicleQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about one vehicle."""
        request = screening_pb2.ScreenVehicleRequest(
            asked=self._who(asked), vehicle=questions.vehicle_to_wire(query)
        )
        response = self._call(lambda line: line.screening.ScreenVehicle, request)
        return answers.screening_from_wire(response.screening)

    def screen_person(
        self, query: PersonQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about one person."""
        request = screening_pb2.ScreenPersonRequest(
            asked=self._who(asked), person=questions.person_to_wire(query)
        )
        response = self._call(lambda line: line.screening.ScreenPerson, request)
        return answers.screening_from_wire(response.screening)

    def screen_mrz(
        self,
        lines: Sequence[str],
        asked: Asked | None = None,
        *,
        book_serial: str | None = None,
        exclude_records: Sequence[str] = (),
    ) -> Screening:
        """Return the answer about one machine readable zone, with its reading."""
        request = screening_pb2.ScreenTravellerRequest(
            asked=self._who(asked),
            mrz=screening_pb2.Mrz(lines=lines),
            book_serial=book_serial or "",
            exclude_records=exclude_records,
        )
        response = self._call(lambda line: line.screening.ScreenTraveller, request)
        return answers.screening_from_wire(response.screening)

    def screen_traveller(
        self, query: TravellerQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about a traveller: by a document, a name, or both."""
        request = screening_pb2.ScreenTravellerRequest(
            asked=self._who(asked),
            fields=questions.traveller_to_wire(query),
            exclude_records=questions.excluded_by(query),
        )
        response = self._call(lambda line: line.screening.ScreenTraveller, request)
        return answers.screening_from_wire(response.screening)

    def screen_batch(
        self,
        items: Sequence[DocumentQuery | Sequence[str]],
        asked: Asked | None = None,
        *,
        timeout_s: float = BATCH_TIMEOUT_S,
    ) -> BatchScreening:
        """Return the answer about many documents; a sequence of text is MRZ lines."""
        request = screening_pb2.BatchScreenDocumentsRequest(
            asked=self._who(asked), items=map(questions.item_to_wire, items)
        )
        response = self._call(
            lambda line: line.screening.BatchScreenDocuments,
            request,
            timeout_s=timeout_s,
        )
        return answers.batch_from_wire(response)

    def screen_travellers(
        self,
        items: Sequence[TravellerQuery | ZoneQuery],
        asked: Asked | None = None,
        *,
        timeout_s: float = BATCH_TIMEOUT_S,
    ) -> BatchScreening:
        """Return the answer about a passenger list, the closest first."""
        request = screening_pb2.BatchScreenTravellersRequest(
            asked=self._who(asked),
            items=map(questions.traveller_item_to_wire, items),
        )
        response = self._call(
            lambda line: line.screening.BatchScreenTravellers,
            request,
            timeout_s=timeout_s,
        )
        return answers.batch_from_wire(response)

    def get_record(
        self, name: str, asked: Asked | None = None
    ) -> tuple[Record, Searched]:
        """Return the record of that name and the feed it is in, or `NoSuchRecord`."""
        request = record_pb2.GetRecordRequest(asked=self._who(asked), name=name)
        response = self._call(lambda line: line.records.GetRecord, request)
        return (
            record_from_wire(response.record),
            answers.searched_from_wire(response.searched),
        )

    def apply_changes(  # noqa: PLR0913  # what is sent, each part by its name
        self,
        feed: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        database: Database,
        request_id: str,
        reason: str = "",
        timeout_s: float = CHANGES_TIMEOUT_S,
    ) -> Acknowledgement:
        """Have changes of one's own records made, and return what was made of them.

        *rows* are those of the feed contract, with `op`. The same again under the same
        *request_id* is made once. Raises `InvalidQuery` for a row that is none,
        `NotTheOwner`, `NotItsFeed`, `RequestReused`, `NotWritten`.
        """
        request = record_pb2.ApplyChangesRequest(
            asked=self._who(None),
            feed=feed,
            request_id=request_id,
            changes=[changes.row_to_wire(row, database) for row in rows],
            reason=reason,
        )
        response = self._call(
            lambda line: line.records.ApplyChanges, request, timeout_s=timeout_s
        )
        return owners.acknowledgement_from_wire(response)

    def list_records(
        self, feed: str, *, page_size: int = 0, page_token: str = ""
    ) -> RecordPage:
        """Return some of one's own records in *feed*, from *page_token* on."""
        request = record_pb2.ListRecordsRequest(
            asked=self._who(None), feed=feed, page_size=page_size, page_token=page_token
        )
        response = self._call(lambda line: line.records.ListRecords, request)
        return owners.page_from_wire(response)

    def quality_report(self, feed: str) -> QualityReport:
        """Return how good one's own data in *feed* is."""
        request = record_pb2.GetQualityReportRequest(asked=self._who(None), feed=feed)
        response = self._call(lambda line: line.records.GetQualityReport, request)
        return owners.report_from_wire(response)

    def status(self) -> Status:
        """Return what the service holds."""
        response = self._call(
            lambda line: line.status.GetStatus, status_pb2.GetStatusRequest()
        )
        return status_from_wire(response)

    def lane(self) -> Lane:
        """Return a lane: one call kept open, over which question follows question."""
        return Lane(
            self._channels,
            address=self._address,
            explained=self._explained,
            timeout_s=self._timeout_s,
            asked=self._asked,
        )

    def _who(self, asked: Asked | None) -> Any:  # noqa: ANN401 -- a message
        return questions.asked_to_wire(asked or self._asked)

    def _call(
        self,
        method: Callable[[Line], Callable[..., Response]],
        request: object,
        *,
        timeout_s: float | None = None,
    ) -> Response:
        try:
            with self._channels.held() as line:
                return method(line)(request, timeout=timeout_s or self._timeout_s)
        except grpc.RpcError as error:
            raise self._explained(failure(error, address=self._address)) from error

    def _explained(self, error: ScreeningError) -> ScreeningError:
        """Return *error*, or why there is nobody to be reached, where TLS is why."""
        if isinstance(error, Unreachable):
            return self._diagnosis() or error
        return error


def _credentials(tls: ClientTls | None) -> "ClientCredentials | None":
    if tls is None:
        return None
    # A plain client does without the tenth of a second that this takes.
    from screening.client.credentials import ClientCredentials  # noqa: PLC0415

    return ClientCredentials(tls)
