"""Whether a note was signed: by a key that is known, and as it is."""

from cryptography.exceptions import InvalidSignature

from screening.audit.key_files import key_id
from screening.audit.keys import PublicSigners
from screening.audit.notes import SignedNote, to_sign


def is_signed(note: SignedNote, known: PublicSigners) -> bool:
    """Return whether one of the *known* keys signed *note* as it is."""
    public = known.get(note.key)
    if public is None or key_id(public) != note.key:
        return False
    try:
        public.verify(note.signature, to_sign(note))
    except InvalidSignature:
        return False
    return True
