"""What data owners ask for: their changes made, their records listed, their report.

Who an owner is, the register says of a caller. Where callers are not told apart nobody is
one, unless the operator said at the start whom to take every caller for.
"""

from functools import partial
from time import perf_counter_ns
from typing import cast

import grpc
from msgspec.structs import replace

from screening.access.decision import Cause
from screening.config import Config
from screening.engine.owned import APPLIED, REFUSED, SUBMITTED, UNKNOWN, Owned
from screening.errors import (
    InvalidQuery,
    LimitExceeded,
    NotIdentified,
    NotPermitted,
    NotWritten,
    ScreeningError,
)
from screening.normalize.states import issuing_state
from screening.ownership import OwnerRights, Submission
from screening.queries import Asked
from screening.server.admission import admitted_to
from screening.server.requests import Requests
from screening.server.writer_line import WriterLine
from screening.translate import owners
from screening.translate.changes import row_from_wire
from screening.v1 import record_pb2, records_pb2

Context = grpc.ServicerContext

FEED_CHARS_MAX = 63
REASON_CHARS_MAX = 200
TOKEN_CHARS_MAX = 1_024
PAGE_SIZE = 100
"""Of a caller who does not say."""


class Owners:
    """Answers data owners."""

    def __init__(self, owned: Owned, requests: Requests, config: Config) -> None:
        self._owned = owned
        self._requests = requests
        self._pilot = config.pilot_owner
        self._line = WriterLine(config.data)
        self._changes_max = config.changes_max
        self._page_max = config.records_page_max
        self._deadline_max_s = config.deadline_max_s

    def apply(
        self, request: record_pb2.ApplyChangesRequest, context: Context
    ) -> record_pb2.ApplyChangesResponse:
        """Have the writer make the changes; what is refused is remembered as well."""
        started = perf_counter_ns()
        rights, asked = self._rights(context), self._asked(request.asked, context)
        submission = self._submission(request, rights)
        admitted_to(context).require_changes(len(submission.rows))
        given_s = cast("float | None", context.time_remaining())  # None: no deadline
        left_s = min(
            self._deadline_max_s if given_s is None else given_s, self._deadline_max_s
        )
        remember = partial(self._owned.submitted, submission, asked, started=started)
        remember(answer=SUBMITTED)  # before anything is made of it (law 7)
        try:
            answer = self._line.submit(submission, time_left_s=left_s)
        except NotWritten:
            remember(answer=UNKNOWN)  # it may have been made
            raise
        except ScreeningError as error:
            remember(answer=REFUSED, became=type(error).__name__)
            raise
        remember(answer=APPLIED, became=answer)
        return owners.acknowledgement_to_wire(answer)

    def _rights(self, context: Context) -> OwnerRights:
        """Return what the caller may write, its code spelt as records are filed."""
        admitted = admitted_to(context)
        rights = self._pilot if admitted.caller is None else admitted.rights
        if rights is not None:
            return replace(rights, owner=issuing_state(rights.owner))
        if admitted.caller is None:
            raise NotIdentified(
                reason="an owner is known by its certificate, and this service has none",
                cure="for a pilot, start it with --pilot-owner OWNER=FEED",
            )
        raise NotPermitted(
            cause=Cause.OWNER,
            reason="this caller is no data owner",
            cure="ask the operator",
        )

    def _asked(self, message: records_pb2.Asked, context: Context) -> Asked:
        return self._requests.upkeep(message, admitted_to(context))

    def _submission(
        self, request: record_pb2.ApplyChangesRequest, rights: OwnerRights
    ) -> Submission:
        actual = len(request.changes)
        if not actual:
            raise InvalidQuery(
                field="changes", reason="is missing", cure="send at least one change"
            )
        if actual > self._changes_max:
            raise LimitExceeded(
                field="changes", actual=actual, maximum=self._changes_max
            )
        text = self._requests.text
        return Submission(
            rights=rights,
            feed=text(request.feed, "feed", FEED_CHARS_MAX),
            request_id=self._requests.request_id(request.request_id),
            rows=tuple(
                [
                    row_from_wire(each, f"changes[{index}]")
                    for index, each in enumerate(request.changes)
                ]
            ),
            reason=text(request.reason, "reason", REASON_CHARS_MAX, required=False),
        )

    def list(
        self, request: record_pb2.ListRecordsRequest, context: Context
    ) -> record_pb2.ListRecordsResponse:
        """Return a page of the owner's records."""
        rights, text = self._rights(context), self._requests.text
        if request.page_size > self._page_max:
            raise LimitExceeded(
                field="page_size", actual=request.page_size, maximum=self._page_max
            )
        page = self._owned.records(
            rights,
            text(request.feed, "feed", FEED_CHARS_MAX),
            self._asked(request.asked, context),
            page_size=request.page_size or min(PAGE_SIZE, self._page_max),
            page_token=text(
                request.page_token, "page_token", TOKEN_CHARS_MAX, required=False
            ),
        )
        return owners.page_to_wire(page)

    def report(
        self, request: record_pb2.GetQualityReportRequest, context: Context
    ) -> record_pb2.GetQualityReportResponse:
        """Return how good the owner's data is."""
        rights = self._rights(context)
        feed = self._requests.text(request.feed, "feed", FEED_CHARS_MAX)
        asked = self._asked(request.asked, context)
        return owners.report_to_wire(self._owned.report(rights, feed, asked))
