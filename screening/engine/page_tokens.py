"""Page tokens: where a list goes on, so that only we can read it, or make one.

The place may be the key of somebody else's record, which the owner who lists may not
know. So it is encrypted under a secret of the generation, with a synthetic nonce that
proves it as well (the construction of SIV [Rogaway, Shrimpton 2006]; the functions are
keyed BLAKE2b, one for each purpose). A list that goes on in another generation begins anew.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from itertools import count

from screening.errors import InvalidQuery

_NONCE_BYTES = 16


def page_token(place: bytes, secret: bytes) -> str:
    """Return the token that stands for *place*.

    >>> place_of(page_token(b"eL898902C3", b"secret"), b"secret")
    b'eL898902C3'
    """
    nonce = _nonce(place, secret)
    sealed = nonce + _masked(place, nonce, secret)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def place_of(token: str, secret: bytes) -> bytes:
    """Return the place that *token* stands for, b"" for none.

    Raises `InvalidQuery` for one that was not made under *secret*.
    """
    if not token:
        return b""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        sealed = b""
    nonce, masked = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    place = _masked(masked, nonce, secret)
    if not masked or _nonce(place, secret) != nonce:
        raise InvalidQuery(
            field="page_token",
            reason="was not given by what is served now",
            cure="give the next_page_token of the page before; where the feed was loaded "
            "anew meanwhile, list it from the start",
        )
    return place


def _nonce(place: bytes, secret: bytes) -> bytes:
    return blake2b(
        place, digest_size=_NONCE_BYTES, key=secret, person=b"page nonce"
    ).digest()


def _masked(text: bytes, nonce: bytes, secret: bytes) -> bytes:
    """Return *text* xor a stream of bytes that *nonce* and *secret* make."""
    stream = b""
    for block in count():
        if len(stream) >= len(text):
            break
        stream += blake2b(
            nonce + block.to_bytes(4), key=secret, person=b"page stream"
        ).digest()
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))
