"""Proves a journal: that nothing in it was removed, altered, reordered or cut off.

What one chain cannot tell by itself, checkpoints do: each signs how far its own chain had
come, and the others. A chain that does not reach that far was cut off; one that is not there
was taken away; one that differs was written anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from screening.audit.keys import PublicSigners
from screening.audit.notes import Checkpoint, Purged
from screening.audit.signatures import is_signed
from screening.audit.walked import Walked, walked_through
from screening.storage.chain import GENESIS, ChainEnd, chains, segments, value_at
from screening.storage.verify import Finding, forbidden

_LOOKS = 3
"""At most; one more for each purge that comes meanwhile."""


class Signed(NamedTuple):
    """An end of a chain that somebody signed."""

    end: ChainEnd
    by: str
    """Where that stands."""
    at: datetime

    @property
    def said(self) -> str:
        """What was signed, in words."""
        return (
            f"{self.by} of {self.at:%Y-%m-%d %H:%M:%S} signed that it reached entry "
            f"{self.end.entries} of segment {self.end.segment}"
        )


def prove(
    journal: Path,
    known: PublicSigners,
    *,
    witnesses: Sequence[Checkpoint] = (),
    told: Callable[[str], None] = lambda _subject: None,
) -> list[Finding]:
    """Return a finding for each chain that is sound, and for each thing that is wrong.

    *known* are the public keys that may have signed; *witnesses* are checkpoints that were
    kept elsewhere. *told* hears of each chain before it is read. What a purge removes
    meanwhile is not called stolen: then all is looked at once more.
    """
    for _ in range(_LOOKS - 1):
        before = _segments(journal)
        findings = _proved(journal, known, witnesses, told)
        if all(found.sound for found in findings) or before <= _segments(journal):
            return findings
    return _proved(journal, known, witnesses, told)


def _segments(journal: Path) -> set[Path]:
    return {segment for chain in chains(journal) for segment in segments(chain)}


def _proved(
    journal: Path,
    known: PublicSigners,
    witnesses: Sequence[Checkpoint],
    told: Callable[[str], None],
) -> list[Finding]:
    walked, findings = {}, []
    for chain in chains(journal):
        told(f"journal {chain.name}")
        if denied := forbidden(f"journal {chain.name}", chain):
            findings.append(denied)
        else:
            walked[chain.name] = walked_through(chain, known)
    closed = {finding.subject for finding in findings}
    signed = _signed(walked.values(), known, witnesses)
    purges = [purge for each in walked.values() for purge in each.purges]
    for name in sorted({*walked, *signed}):
        if f"journal {name}" in closed:
            continue
        found = walked.get(name, Walked(name))
        proof = _Proof(journal / name, found, signed.get(name, []), purges)
        findings += _findings(proof, [*found.wrong, *proof.wrong(known)], known)
    return findings


def _signed(
    walked: Iterable[Walked], known: PublicSigners, witnesses: Iterable[Checkpoint]
) -> dict[str, list[Signed]]:
    """Return every end that was signed, by chain."""
    ends: defaultdict[str, dict[ChainEnd, Signed]] = defaultdict(dict)
    said = [(each.name, note) for each in walked for note in each.checkpoints]
    said += [("a witness", note) for note in witnesses if is_signed(note, known)]
    for by, note in said:
        for end in note.ends:
            ends[end.chain][end] = Signed(end, f"a checkpoint in {by}", note.at)
    return {name: list(signed.values()) for name, signed in ends.items()}


class _Proof:
    """Holds one chain against what was signed of it."""

    def __init__(
        self, chain: Path, found: Walked, signed: list[Signed], purges: list[Purged]
    ) -> None:
        self._chain = chain
        self.found = found
        self.signed = sorted(signed, key=lambda each: each.end.place)
        self.purge = self._purge(purges)

    def wrong(self, known: PublicSigners) -> Iterator[str]:
        """Yield what is wrong with the chain by what others say of it."""
        found = self.found
        if found.damaged:
            return  # the first wrong entry is named; what is behind it proves nothing
        if found.begin is None:
            if self.signed:
                yield f"it is gone: {self.signed[-1].said}"
            return
        if not self._begins_well(found.begin):
            yield (
                f"what came before segment {found.begin.segment} was removed, and no "
                f"signed purge says so"
            )
        yield from filter(None, map(self._why_not, self.signed))
        if known and found.entries and not self.signed:
            yield (
                "no checkpoint signs it: it was taken away, or the service has not been "
                "started since there is a signing key"
            )

    def _purge(self, purges: list[Purged]) -> Purged | None:
        """Return the last purge that says where the chain begins, or later."""
        begin = self.found.begin
        if begin is None or begin.segment == 1:
            return None
        for purge in sorted(purges, key=lambda each: each.at, reverse=True):
            for kept in purge.begins:
                if kept.chain == begin.chain and self._is_there(kept):
                    return purge
        return None

    def _is_there(self, end: ChainEnd) -> bool:
        return self._value(end) == end.value

    def _begins_well(self, begin: ChainEnd) -> bool:
        if begin.segment == 1:
            return begin.value == GENESIS
        return self.purge is not None

    def _why_not(self, signed: Signed) -> str:
        """Return why the chain is not what was *signed* of it; empty where it is."""
        end, begin = signed.end, self.found.begin
        if begin and self.purge and end.place < begin.place:
            return ""  # purged
        value = self._value(end)
        if value == end.value:
            return ""
        if value is None:
            reaches = "entry {1} of segment {0}".format(*self.found.end)
            return f"its end was cut off: it reaches {reaches}, but {signed.said}"
        return f"it was written anew: {signed.said}, with another value there"

    def _value(self, end: ChainEnd) -> bytes | None:
        """Return the chain's value at the place of *end*; None where it does not reach it."""
        if end.place in self.found.values:
            return self.found.values[end.place]
        for segment in segments(self._chain):
            if segment.stem == f"{end.segment:06d}":
                return value_at(segment, end.entries)
        return None


def _findings(
    proof: _Proof, wrong: list[str], known: PublicSigners
) -> Iterator[Finding]:
    """Yield what is wrong, or in one finding how sound it is."""
    found = proof.found
    subject = f"journal {found.name}"
    for reason in wrong:
        yield Finding(subject=subject, sound=False, detail=reason)
    if wrong or found.begin is None:
        return
    if found.checkpoints and not known:
        reason = "its signatures cannot be proved: no public key is known, give one"
        yield Finding(subject=subject, sound=False, detail=reason, unread=True)
        return
    yield Finding(subject=subject, sound=True, detail=_sound(proof))


def _sound(proof: _Proof) -> str:
    found = proof.found
    told = f"{found.entries} entries in chain"
    if found.checkpoints:
        at = max(note.at for note in found.checkpoints)
        told += f", signed up to {at:%Y-%m-%d %H:%M:%S}"
        told += f", {found.since_signed} since then" if found.since_signed else ""
    elif not proof.signed:
        told += ", not signed"
    if proof.purge is not None:
        told += f"; entries before {proof.purge.before:%Y-%m-%d} were purged"
    return told
