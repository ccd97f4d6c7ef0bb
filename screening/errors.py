"""Every error this service raises, one tree.

    ScreeningError
    ├── InvalidQuery              the question cannot be looked up; names the field and the cure
    │   └── UnreadableMrz         lines that are no machine readable zone: which line, which column
    ├── LimitExceeded             more than a stated bound
    ├── CouldNotLook              the question was fine, the answer could not be found out
    │   ├── NoFeedLoaded          no feed of the database is held
    │   │   └── NoFeedAllowed     none that this caller may search
    │   ├── CannotRead            the table could not be read this time; it is not damaged
    │   ├── TooManyCandidates     more records under one key than may be compared
    │   ├── NotRecorded           the journal cannot be written, so nothing is answered
    │   ├── NotWritten            changes cannot be written just now; send them again
    │   ├── Busy                  as much is under way as may be; ask again
    │   ├── OutOfTime             the caller's deadline passed first
    │   ├── Unreachable           a client finds no service, or loses it
    │   └── ServiceFailed         the service failed; its log says how
    ├── NotIdentified             nobody knows who calls
    │   └── NotACaller            a URI that names no caller
    ├── NotAllowed                no rule allows this call
    ├── NotPermitted              the register of callers does not permit it
    ├── QuotaExceeded             more than a caller may ask, or change; says when to try again
    ├── RegisterRefused           a register of callers that is not taken, and why
    ├── NoSuchRecord              no record has that name
    ├── ChangesRefused            changes of an owner, none of which was made, and why
    │   ├── NotTheOwner           a record that is not this owner's to change
    │   ├── NotItsFeed            a feed that is not held, or not this owner's to write
    │   └── RequestReused         the request_id of other changes
    ├── FeedRefused               a delivery that changes nothing, and why
    │   ├── RevisionGap           a delta that does not follow the revision held
    │   └── AnotherWriter         somebody else is writing this feed
    ├── Damaged                   bytes on disk that are not what was written
    │   ├── DamagedFilter, DamagedTable, DamagedManifest, DamagedJournal
    ├── KeyRefused                a file that holds no key that can be used
    ├── Sealed                    what was asked is for the auditor's eyes
    ├── DiskFull                  no room left; nothing was changed
    ├── AddressRefused            an address that is not listened on
    ├── CertificateRefused        a certificate, key or authority that is not used, and why
    └── Misused                   our own code broke a rule (fork, closed thing)

Errors carry facts and read as a sentence. They name no protocol: the doors have a
table for that. No error text holds a name, a number or a birth date of a traveller.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

BUSY_RETRY_S: Final = 0.2
"""When to ask again who was told that there is no room, unless it is said otherwise: a
queue of questions that is full is worked off in half of that."""


class ScreeningError(Exception):
    """The root of the tree: catch it to catch everything we raise on purpose."""


class InvalidQuery(ScreeningError):
    """The question cannot be looked up: *field* says where, *cure* what to do."""

    def __init__(self, *, field: str, reason: str, cure: str) -> None:
        super().__init__(f"{field}: {reason}; {cure}")
        self.field = field
        self.reason = reason
        self.cure = cure


class UnreadableMrz(InvalidQuery):
    """Lines that are no machine readable zone.

    *line* and *column* count from 1; they are 0 when the fault is in no one place.
    """

    def __init__(self, *, line: int, column: int, reason: str, cure: str) -> None:
        where = f"zone line {line}" if line else "the lines"
        where += f", column {column}" if column else ""
        super().__init__(field="mrz", reason=f"{where}: {reason}", cure=cure)
        self.line = line
        self.column = column


class LimitExceeded(ScreeningError):
    """More than a stated bound was asked of us."""

    def __init__(self, *, field: str, actual: int, maximum: int) -> None:
        cure = ""
        if field == "items":  # of a batch, the bound that an operator sets
            cure = "; ask about fewer at once: split the file"
            if not maximum:
                cure = "; the register has no items_per_batch for this caller"
        super().__init__(f"{field}: {actual} is more than the {maximum} allowed{cure}")
        self.field = field
        self.actual = actual
        self.maximum = maximum


class CouldNotLook(ScreeningError):
    """The question was fine; the answer could not be found out."""


class NoFeedLoaded(CouldNotLook):
    """No feed of the database asked for is held here; or those that are, are *frozen*."""

    def __init__(
        self, *, database: str, problems: Iterable[str] = (), frozen: bool = False
    ) -> None:
        known = "".join(f" ({problem})" for problem in problems)
        cure = "load one with: screening load FILE --data DIR"
        if frozen:
            cure = "answer it again with: screening quarantine lift --feed F --data DIR"
        super().__init__(
            f"no feed of the database {database} is served here{known}, so nothing was "
            f"searched; {cure}"
        )
        self.database = database


class NoFeedAllowed(NoFeedLoaded):
    """No feed of the database that this caller may search is held here."""

    def __init__(self, *, database: str) -> None:
        ScreeningError.__init__(
            self,
            f"no feed of the database {database} that this caller may search is served "
            f"here, so nothing was searched; ask the operator what the register allows",
        )
        self.database = database


class CannotRead(CouldNotLook):
    """The table could not be read this time: no memory, no file left, and the like.

    That is no damage: asking again may do.
    """

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"a table cannot be read just now ({reason}); ask again")
        self.reason = reason


class TooManyCandidates(CouldNotLook):
    """More records under one key than may be compared for one question."""

    def __init__(self, *, feed: str, maximum: int) -> None:
        super().__init__(
            f"{f'feed {feed}' if feed else 'a feed'} files more than {maximum} records "
            f"under one key of this question, so not all of them could be compared; "
            f"report the feed to its publisher"
        )
        self.feed = feed
        self.maximum = maximum


class NotRecorded(CouldNotLook):
    """The journal cannot be written, and nothing is answered that is not recorded."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"the journal cannot be written ({reason}), so no answer")
        self.reason = reason


class NotWritten(CouldNotLook):
    """Changes cannot be written just now.

    They may have been: sent again as they are, with the same request_id, they are made
    once.
    """

    def __init__(self, *, reason: str) -> None:
        super().__init__(
            f"the changes were not acknowledged ({reason}); send them again as they are, "
            f"with the same request_id"
        )
        self.reason = reason


class Busy(CouldNotLook):
    """As much is under way as may be: refused at once rather than answered late."""

    def __init__(
        self, *, what: str, maximum: int, retry_after_s: float = BUSY_RETRY_S
    ) -> None:
        super().__init__(
            f"{what}: more than can be taken on ({maximum} at most); ask again in "
            f"{retry_after_s:.1f} s"
        )
        self.what = what
        self.maximum = maximum
        self.retry_after_s = retry_after_s


class OutOfTime(CouldNotLook):
    """The deadline passed before there was an answer."""

    def __init__(self) -> None:
        super().__init__("the deadline passed before there was an answer")


class Unreachable(CouldNotLook):
    """A client finds no service at the address, or lost it before the answer."""

    def __init__(self, *, address: str, reason: str) -> None:
        super().__init__(f"no answer from {address}: {reason}; is the service running?")
        self.address = address
        self.reason = reason


class HandshakeFailed(Unreachable):
    """Client and service do not accept each other: *reason* says why, *cure* what to do."""

    def __init__(self, *, address: str, reason: str, cure: str) -> None:
        CouldNotLook.__init__(self, f"no answer from {address}: {reason}; {cure}")
        self.address = address
        self.reason = reason
        self.cure = cure


class ServiceFailed(CouldNotLook):
    """The service failed in a way that is nobody's question's fault."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"the service could not answer: {reason}")
        self.reason = reason


class NotIdentified(ScreeningError):
    """Nobody knows who calls: *reason* says why, *cure* what to do.

    *caller* is whom a certificate names that was good once, as a URI.
    """

    def __init__(self, *, reason: str, cure: str, caller: str = "") -> None:
        super().__init__(f"the caller is not known: {reason}; {cure}")
        self.reason = reason
        self.cure = cure
        self.caller = caller


class NotACaller(NotIdentified):
    """A URI that names no caller: *reason* says why not."""


class NotAllowed(ScreeningError):
    """No rule allows this call."""

    def __init__(self, *, method: str) -> None:
        super().__init__(f"no rule allows {method}")
        self.method = method


class NotPermitted(ScreeningError):
    """The register of callers does not permit it.

    *cause* is a word for machines (`access.decision.Cause`), *reason* a sentence, *cure*
    what to do.
    """

    def __init__(self, *, cause: str, reason: str, cure: str) -> None:
        super().__init__(f"not permitted: {reason}; {cure}")
        self.cause = cause
        self.reason = reason
        self.cure = cure


class QuotaExceeded(ScreeningError):
    """More in a minute than this caller may ask, or change; nothing was done."""

    def __init__(self, *, maximum: int, retry_after_s: float) -> None:
        super().__init__(
            f"this caller may ask, or change, {maximum} a minute; "
            f"try again in {retry_after_s:.1f} s"
        )
        self.maximum = maximum
        self.retry_after_s = retry_after_s


class RegisterRefused(ScreeningError):
    """A register of callers that is not taken: all its *faults*, each with its cure."""

    def __init__(self, *, file: Path | str, faults: Sequence[str]) -> None:
        more = len(faults) - 1
        super().__init__(
            f"{file}: {faults[0]}"
            + (f" (and {more} more: screening register check)" if more else "")
        )
        self.file = str(file)
        self.faults = tuple(faults)


class NoSuchRecord(ScreeningError):
    """No record being served has that name."""

    def __init__(self) -> None:
        super().__init__(
            "no record being served has that name; "
            "give its public one, feeds/…, as cards show it"
        )


class ChangesRefused(ScreeningError):
    """Changes of an owner, none of which was made: *field* says where, *reason* why."""

    def __init__(self, *, field: str, reason: str, cure: str) -> None:
        super().__init__(f"{field}: {reason}; {cure}")
        self.field = field
        self.reason = reason
        self.cure = cure


class NotTheOwner(ChangesRefused):
    """A record that somebody else filed, and alone may change."""


class NotItsFeed(ChangesRefused):
    """A feed that is not held here, or that this owner may not write: which, is not said."""


class RequestReused(ChangesRefused):
    """The request_id of other changes, which were made already."""


class FeedRefused(ScreeningError):
    """A delivery that was not taken: nothing changed, and *reason* says why."""

    def __init__(self, *, file: Path | str, reason: str, cure: str = "") -> None:
        super().__init__(f"{file}: {reason}" + (f"; {cure}" if cure else ""))
        self.file = str(file)
        self.reason = reason
        self.cure = cure


class RevisionGap(FeedRefused):
    """A delta whose base is not the revision held."""

    def __init__(self, *, file: Path | str, base: int | None, held: int) -> None:
        super().__init__(
            file=file,
            reason=f"follows revision {base}, but revision {held} is held",
            cure="apply the missing deltas first, or load a snapshot",
        )
        self.base = base
        self.held = held


class AnotherWriter(FeedRefused):
    """Somebody else is writing this feed."""

    def __init__(self, *, feed: str, holder: str) -> None:
        super().__init__(
            file=feed,
            reason=f"another load or apply of this feed is running ({holder})",
            cure="wait for it to end, or give --wait SECONDS",
        )
        self.feed = feed


class Damaged(ScreeningError):
    """Bytes on disk that are not what was written."""

    def __init__(self, *, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason


class DamagedFilter(Damaged):
    """A filter that may not be used: the table is asked instead."""


class DamagedTable(Damaged):
    """A table that may not be served."""


class DamagedManifest(Damaged):
    """A manifest that proves nothing."""


class DamagedJournal(Damaged):
    """A journal whose chain is broken; *position* is the first entry that is wrong."""

    def __init__(self, *, path: Path | str, reason: str, position: int) -> None:
        super().__init__(path=path, reason=f"entry {position}: {reason}")
        self.position = position


class KeyRefused(ScreeningError):
    """A file that holds no key that can be used: *reason* says why, *cure* what to do."""

    def __init__(self, *, file: Path | str, reason: str, cure: str) -> None:
        super().__init__(f"{file}: {reason}; {cure}")
        self.file = str(file)
        self.reason = reason
        self.cure = cure


class Sealed(ScreeningError):
    """What was asked is sealed to an auditor's key, by its id, and another was given."""

    def __init__(self, *, key: str, given: str = "") -> None:
        instead = f", and not to {given}" if given else ""
        super().__init__(
            f"what was asked is sealed to the auditor's key {key}{instead}; give its "
            f"private half with --key FILE"
        )
        self.key = key
        self.given = given


class DiskFull(ScreeningError):
    """No room left on the disk; what was being written is gone, nothing else changed."""

    def __init__(self, *, path: Path | str) -> None:
        super().__init__(f"{path}: no space left on the disk; free some and try again")
        self.path = str(path)


class AddressRefused(ScreeningError):
    """An address that a service does not listen on."""

    def __init__(self, *, address: str, reason: str, cure: str) -> None:
        super().__init__(f"{address}: {reason}; {cure}")
        self.address = address
        self.reason = reason
        self.cure = cure


class CertificateRefused(ScreeningError):
    """A certificate, a key or an authority that is not made, taken back or used."""

    def __init__(self, *, subject: Path | str, reason: str, cure: str) -> None:
        super().__init__(f"{subject}: {reason}; {cure}")
        self.subject = str(subject)
        self.reason = reason
        self.cure = cure


class Misused(ScreeningError):
    """Our own code broke a rule, such as using a table after a fork."""
