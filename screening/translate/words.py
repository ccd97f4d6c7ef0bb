"""Enumerations: each word of ours and its number on the wire."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from screening.errors import ServiceFailed
from screening.queries import Answer, Match
from screening.records import (
    Database,
    DocumentStatus,
    NameKind,
    Notice,
    NoticeState,
    VehicleStatus,
)
from screening.v1 import records_pb2

Word = TypeVar("Word", bound=StrEnum)
Number = TypeVar("Number", bound=int)

ANSWERS: Mapping[Answer, records_pb2.Answer.ValueType] = {
    Answer.NO_RECORD: records_pb2.ANSWER_NO_RECORD,
    Answer.HIT: records_pb2.ANSWER_HIT,
    Answer.POSSIBLE: records_pb2.ANSWER_POSSIBLE,
    Answer.REFER: records_pb2.ANSWER_REFER,
}
MATCHES: Mapping[Match, records_pb2.Match.ValueType] = {
    Match.EXACT: records_pb2.MATCH_EXACT,
    Match.TYPE_DIFFERS: records_pb2.MATCH_TYPE_DIFFERS,
    Match.TRUNCATED_NUMBER: records_pb2.MATCH_TRUNCATED_NUMBER,
    Match.SERIES: records_pb2.MATCH_SERIES,
    Match.POSSIBLE_MISREAD: records_pb2.MATCH_POSSIBLE_MISREAD,
    Match.NAME: records_pb2.MATCH_NAME,
    Match.STATE_UNKNOWN: records_pb2.MATCH_STATE_UNKNOWN,
}
DATABASES: Mapping[Database, records_pb2.Database.ValueType] = {
    Database.DOCUMENTS: records_pb2.DATABASE_DOCUMENTS,
    Database.VEHICLES: records_pb2.DATABASE_VEHICLES,
    Database.PERSONS: records_pb2.DATABASE_PERSONS,
}
DOCUMENT_STATUSES: Mapping[DocumentStatus, records_pb2.DocumentStatus.ValueType] = {
    DocumentStatus.STOLEN: records_pb2.DOCUMENT_STATUS_STOLEN,
    DocumentStatus.LOST: records_pb2.DOCUMENT_STATUS_LOST,
    DocumentStatus.STOLEN_BLANK: records_pb2.DOCUMENT_STATUS_STOLEN_BLANK,
    DocumentStatus.REVOKED: records_pb2.DOCUMENT_STATUS_REVOKED,
    DocumentStatus.INVALID: records_pb2.DOCUMENT_STATUS_INVALID,
    DocumentStatus.COUNTERFEIT: records_pb2.DOCUMENT_STATUS_COUNTERFEIT,
}
VEHICLE_STATUSES: Mapping[VehicleStatus, records_pb2.VehicleStatus.ValueType] = {
    VehicleStatus.STOLEN: records_pb2.VEHICLE_STATUS_STOLEN,
    VehicleStatus.EMBEZZLED: records_pb2.VEHICLE_STATUS_EMBEZZLED,
    VehicleStatus.RECOVERED_PENDING: records_pb2.VEHICLE_STATUS_RECOVERED_PENDING,
}

NOTICES: Mapping[Notice, records_pb2.Notice.ValueType] = {
    Notice.RED: records_pb2.NOTICE_RED,
    Notice.BLUE: records_pb2.NOTICE_BLUE,
    Notice.GREEN: records_pb2.NOTICE_GREEN,
    Notice.YELLOW: records_pb2.NOTICE_YELLOW,
    Notice.BLACK: records_pb2.NOTICE_BLACK,
    Notice.ORANGE: records_pb2.NOTICE_ORANGE,
    Notice.PURPLE: records_pb2.NOTICE_PURPLE,
    Notice.SILVER: records_pb2.NOTICE_SILVER,
    Notice.UN_SPECIAL: records_pb2.NOTICE_UN_SPECIAL,
    Notice.DIFFUSION_WANTED: records_pb2.NOTICE_DIFFUSION_WANTED,
    Notice.DIFFUSION_LOCATE: records_pb2.NOTICE_DIFFUSION_LOCATE,
    Notice.DIFFUSION_INFORMATION: records_pb2.NOTICE_DIFFUSION_INFORMATION,
    Notice.DIFFUSION_WARNING: records_pb2.NOTICE_DIFFUSION_WARNING,
    Notice.DIFFUSION_MISSING: records_pb2.NOTICE_DIFFUSION_MISSING,
    Notice.SANCTION: records_pb2.NOTICE_SANCTION,
    Notice.WANTED: records_pb2.NOTICE_WANTED,
    Notice.INTEREST: records_pb2.NOTICE_INTEREST,
}
NOTICE_STATES: Mapping[NoticeState, records_pb2.NoticeState.ValueType] = {
    NoticeState.VALID: records_pb2.NOTICE_STATE_VALID,
    NoticeState.DRAFT: records_pb2.NOTICE_STATE_DRAFT,
    NoticeState.UNDER_REVIEW: records_pb2.NOTICE_STATE_UNDER_REVIEW,
    NoticeState.CANCELLED: records_pb2.NOTICE_STATE_CANCELLED,
}
NAME_KINDS: Mapping[NameKind, records_pb2.NameKind.ValueType] = {
    NameKind.PRIMARY: records_pb2.NAME_KIND_PRIMARY,
    NameKind.ALIAS: records_pb2.NAME_KIND_ALIAS,
    NameKind.WEAK_ALIAS: records_pb2.NAME_KIND_WEAK_ALIAS,
    NameKind.FORMER: records_pb2.NAME_KIND_FORMER,
    NameKind.ORIGINAL_SCRIPT: records_pb2.NAME_KIND_ORIGINAL_SCRIPT,
}


def word(table: Mapping[Word, Number], number: int) -> Word:
    """Return the word of *table* that *number* stands for; `ServiceFailed` if none."""
    for known, value in table.items():
        if value == number:
            return known
    kind = type(next(iter(table))).__name__.lower()
    raise ServiceFailed(
        reason=f"it says {kind} {number}, which this version does not know; update it"
    )


def timestamp(time: datetime) -> Timestamp:
    """Return *time*, which must know its zone, for the wire."""
    stamp = Timestamp()
    stamp.FromDatetime(time)
    return stamp


def time(stamp: Timestamp) -> datetime:
    """Return *stamp* in UTC."""
    return stamp.ToDatetime(tzinfo=UTC)
