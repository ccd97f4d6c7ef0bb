"""The workloads, by name, and what each does."""

WORKLOADS = {
    "load": "CSV to published: validation, filter, sort and proof included; rows/s",
    "document-miss": "a document not listed, in process: normalised, looked up, answered",
    "recorded-miss": "the same, and recorded in the journal",
    "document-hit": "a listed one, in process: the record is fsynced in the journal first",
    "mrz": "the specimen card's lines, not listed, to the recorded answer, in process",
    "mrz-hit": "the specimen passport's lines, listed, in process; fsync included",
    "vehicle": "a VIN that is not listed, in process",
    "batch": "1,000 documents not listed in one question, in process; per_s: documents",
    "unary": "ScreenDocument over gRPC, beside an empty grpcio handler in the same run",
    "lane": "the same question over an open lane, beside ScreenDocument",
}
