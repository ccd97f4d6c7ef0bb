"""What data owners are told <-> wire."""

from screening.ownership import (
    Acknowledgement,
    Due,
    ListedRecord,
    Quality,
    QualityReport,
    RecordPage,
    Rejected,
    Reviews,
)
from screening.translate.records import record_from_wire, record_to_wire
from screening.translate.words import time, timestamp
from screening.v1 import record_pb2


def acknowledgement_to_wire(answer: Acknowledgement) -> record_pb2.ApplyChangesResponse:
    """Return *answer* for the wire."""
    return record_pb2.ApplyChangesResponse(
        revision=answer.revision,
        made_at=timestamp(answer.at),
        puts=answer.puts,
        withdrawals=answer.withdrawals,
        withdrawn_missing=answer.withdrawn_missing,
        duplicates=answer.duplicates,
        rejected=[
            record_pb2.RejectedChange(
                index=each.index, field=each.field, reason=each.reason
            )
            for each in answer.rejected
        ],
    )


def acknowledgement_from_wire(
    message: record_pb2.ApplyChangesResponse,
) -> Acknowledgement:
    """Return the answer that *message* is."""
    return Acknowledgement(
        revision=message.revision,
        at=time(message.made_at),
        puts=message.puts,
        withdrawals=message.withdrawals,
        withdrawn_missing=message.withdrawn_missing,
        duplicates=message.duplicates,
        rejected=tuple(
            [Rejected(each.index, each.field, each.reason) for each in message.rejected]
        ),
    )


def page_to_wire(page: RecordPage) -> record_pb2.ListRecordsResponse:
    """Return *page* for the wire."""
    return record_pb2.ListRecordsResponse(
        records=[
            record_pb2.ListedRecord(name=each.name, record=record_to_wire(each.record))
            for each in page.records
        ],
        next_page_token=page.next_page_token,
    )


def page_from_wire(message: record_pb2.ListRecordsResponse) -> RecordPage:
    """Return the page that *message* is."""
    return RecordPage(
        tuple(
            [
                ListedRecord(each.name, record_from_wire(each.record))
                for each in message.records
            ]
        ),
        message.next_page_token,
    )


def report_to_wire(report: QualityReport) -> record_pb2.GetQualityReportResponse:
    """Return *report* for the wire."""
    quality, reviews = report.quality, report.reviews
    return record_pb2.GetQualityReportResponse(
        feed=report.feed,
        owner=report.owner,
        revision=report.revision,
        as_of=timestamp(report.as_of),
        lag_s=report.lag_s,
        requests=quality.submissions,
        last_request_at=timestamp(quality.last_at) if quality.last_at else None,
        accepted=quality.accepted,
        puts=quality.puts,
        withdrawals=quality.withdrawals,
        withdrawn_missing=quality.withdrawn_missing,
        rejected=quality.rejected,
        rejected_by_reason=quality.rejected_by_reason,
        duplicates=quality.duplicates,
        due=reviews.count,
        due_records=[
            record_pb2.DueRecord(name=each.name, review_date=each.review_date)
            for each in reviews.due
        ],
        reviewed_at=timestamp(reviews.as_of) if reviews.as_of else None,
    )


def report_from_wire(message: record_pb2.GetQualityReportResponse) -> QualityReport:
    """Return the report that *message* is."""
    has_last = message.HasField("last_request_at")
    has_reviews = message.HasField("reviewed_at")
    return QualityReport(
        feed=message.feed,
        owner=message.owner,
        revision=message.revision,
        as_of=time(message.as_of),
        lag_s=message.lag_s,
        quality=Quality(
            submissions=message.requests,
            puts=message.puts,
            withdrawals=message.withdrawals,
            withdrawn_missing=message.withdrawn_missing,
            duplicates=message.duplicates,
            rejected_by_reason=dict(message.rejected_by_reason),
            last_at=time(message.last_request_at) if has_last else None,
        ),
        reviews=Reviews(
            as_of=time(message.reviewed_at) if has_reviews else None,
            count=message.due,
            due=tuple(Due(each.name, each.review_date) for each in message.due_records),
        ),
    )
