"""A lane: one call kept open, over which question follows question.

It costs half of what a call for each question does. When the service restarts between
two questions, or while one waits for its answer, the lane opens itself once more and
asks again: screening changes nothing, so asking twice does no harm. A call that failed
in any other way is dropped, so that no late answer meets the next question, which goes
over a new call.
"""

import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

import grpc

from screening.client.channels import Channels
from screening.client.failures import failure, lane_failure
from screening.errors import Misused, OutOfTime, ScreeningError, Unreachable
from screening.queries import (
    Asked,
    DocumentQuery,
    PersonQuery,
    Screening,
    TravellerQuery,
    VehicleQuery,
)
from screening.translate import answers, questions
from screening.v1 import screening_pb2

Explained = Callable[[ScreeningError], ScreeningError]
"""Finds out more about an error, where there is more."""
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
_LOOKS_PER_TIMEOUT = 4
_CALLS_PER_QUESTION = 2


class Lane:
    """Asks over one open call, one question at a time. Use it with `with`.

    Raises what the methods of the client raise. Whatever it raised, the lane may be
    asked again: a bad question leaves its call open, anything else opens a new one.
    """

    def __init__(
        self,
        channels: Channels,
        *,
        address: str,
        explained: Explained,
        timeout_s: float,
        asked: Asked,
    ) -> None:
        self._channels = channels
        self._address = address
        self._explained = explained
        self._timeout_s = timeout_s
        self._asked = asked
        self._one = threading.Lock()
        self._is_open = False
        self._call: _Call | None = None

    def __enter__(self) -> Self:
        self._is_open = True
        self._call = self._opened()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the lane; what is asked over it from now on is `Misused`."""
        self._is_open = False
        self._drop()

    def screen_document(
        self, query: DocumentQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about one document."""
        return self._ask(
            screening_pb2.OpenLaneRequest(
                asked=self._who(asked), document=questions.document_to_wire(query)
            )
        )

    def screen_vehicle(
        self, query: VehicleQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about one vehicle."""
        return self._ask(
            screening_pb2.OpenLaneRequest(
                asked=self._who(asked), vehicle=questions.vehicle_to_wire(query)
            )
        )

    def screen_person(
        self, query: PersonQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about one person."""
        return self._ask(
            screening_pb2.OpenLaneRequest(
                asked=self._who(asked), person=questions.person_to_wire(query)
            )
        )

    def screen_mrz(
        self,
        lines: Sequence[str],
        asked: Asked | None = None,
        *,
        book_serial: str | None = None,
        exclude_records: Sequence[str] = (),
    ) -> Screening:
        """Return the answer about one machine readable zone, with its reading."""
        return self._ask(
            screening_pb2.OpenLaneRequest(
                asked=self._who(asked),
                mrz=screening_pb2.Mrz(lines=lines),
                book_serial=book_serial or "",
                exclude_records=exclude_records,
            )
        )

    def screen_traveller(
        self, query: TravellerQuery, asked: Asked | None = None
    ) -> Screening:
        """Return the answer about a traveller: by a document, a name, or both."""
        return self._ask(
            screening_pb2.OpenLaneRequest(
                asked=self._who(asked),
                fields=questions.traveller_to_wire(query),
                exclude_records=questions.excluded_by(query),
            )
        )

    def _who(self, asked: Asked | None) -> Any:  # noqa: ANN401 -- a message
        return questions.asked_to_wire(asked or self._asked)

    def _ask(self, request: screening_pb2.OpenLaneRequest) -> Screening:
        with self._one:
            response = self._answer(request)
        if response.WhichOneof("outcome") == "error":
            raise lane_failure(response.error)
        return answers.screening_from_wire(response.screening)

    def _answer(
        self, request: screening_pb2.OpenLaneRequest
    ) -> screening_pb2.OpenLaneResponse:
        if not self._is_open:
            raise Misused("a lane is open only inside `with`")
        for _ in range(_CALLS_PER_QUESTION):
            if self._call is not None and not self._call.is_on_current_line:
                self._drop()  # it shows a certificate that another has taken over from
            self._call = self._call or self._opened()
            try:
                response = self._call.ask(request)
            except BaseException:  # an interrupt too: the answer is still on its way
                self._drop()
                raise
            if response is not None:
                return response
            self._drop()
        raise self._explained(
            Unreachable(address=self._address, reason="the lane was closed twice")
        )

    def _drop(self) -> None:
        if self._call is not None:
            self._call.close()
        self._call = None

    def _opened(self) -> "_Call":
        return _Call(self._channels, address=self._address, timeout_s=self._timeout_s)


class _Call:
    """One call, with a watch that ends it when an answer is overdue."""

    def __init__(self, channels: Channels, *, address: str, timeout_s: float) -> None:
        self._channels = channels
        self._line = channels.hold_for_lane()
        self._address = address
        self._timeout_s = timeout_s
        self._due = float("inf")
        self._overdue = False
        self._watching = threading.Lock()
        self._closed = threading.Event()
        self._questions: SimpleQueue[screening_pb2.OpenLaneRequest | None] = (
            SimpleQueue()
        )
        self._responses: Any = self._line.screening.OpenLane(
            iter(self._questions.get, None)
        )
        threading.Thread(target=self._watch, name="lane watch", daemon=True).start()

    @property
    def is_on_current_line(self) -> bool:
        """Whether another call would go over the same line."""
        return self._channels.is_current(self._line)

    def ask(
        self, request: screening_pb2.OpenLaneRequest
    ) -> screening_pb2.OpenLaneResponse | None:
        """Return the answer to *request*; None where the call was over before it."""
        with self._watching:
            if self._overdue:  # the answer before this came as its time was up
                return None
            self._due = time.monotonic() + self._timeout_s
        self._questions.put(request)
        try:
            return next(self._responses, None)
        except grpc.RpcError as error:
            if self._overdue:
                raise OutOfTime from error
            if self._responses.code() in _AWAY:
                return None
            raise failure(error, address=self._address) from error
        finally:
            with self._watching:
                self._due = float("inf")

    def close(self) -> None:
        """End the call; to end it twice is to end it once."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._questions.put(None)
        self._responses.cancel()
        self._channels.let_go(self._line)

    def _watch(self) -> None:
        while not self._closed.wait(self._timeout_s / _LOOKS_PER_TIMEOUT):
            with self._watching:
                self._overdue = time.monotonic() > self._due
            if self._overdue:
                self._responses.cancel()
                return
