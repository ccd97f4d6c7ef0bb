"""What an operator has put in quarantine: held, and not answered until it is lifted.

::

    DATA/quarantine.json    [{"feed": …, "owner": …, "status": …, "reason": …, "since": …}]

A rule holds for what agrees with all that it names: a feed, an owner, a status, or the
records of one owner in one feed. Nothing is deleted, and a load changes nothing of it.
Every process looks at the file as often as for new generations.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import msgspec

from screening.errors import Damaged
from screening.storage.files import make_folder, write_whole

FILE = "quarantine.json"
_LOG = logging.getLogger(__name__)


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in quarantine: all records that agree with what is not None."""

    feed: str | None = None
    owner: str | None = None
    """Folded: as `normalize.states` spells it."""
    status: str | None = None
    """Of a document or a vehicle, or the notice of a person."""
    reason: str = ""
    """Why, for other operators; in no answer."""
    since: str = ""
    """When it was put there, RFC 3339."""

    @property
    def what(self) -> tuple[str | None, str | None, str | None]:
        """What it holds for: two rules of the same are one."""
        return self.feed, self.owner, self.status


Rules = tuple[Rule, ...]
_decoder = msgspec.json.Decoder(Rules)


def read_rules(data: Path) -> Rules:
    """Return what is in quarantine in *data*, or raise `Damaged`."""
    path = data / FILE
    try:
        rules = _decoder.decode(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise Damaged(path=path, reason=f"it cannot be read ({why})") from error
    except ValueError as error:
        raise Damaged(path=path, reason="it is no list of rules") from error
    if any(rule.what == (None, None, None) for rule in rules):
        raise Damaged(path=path, reason="a rule names nothing")
    return rules


@contextmanager
def changing(data: Path) -> Iterator[tuple[Rules, list[Rule]]]:
    """Yield the rules, and a list of them to be changed: written on leaving, durably.

    One process changes them at a time; others wait.
    """
    make_folder(data)
    with (data / f"{FILE}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        before = read_rules(data)
        after = list(before)
        yield before, after
        if tuple(after) != before:
            write_whole(data / FILE, msgspec.json.format(_encoded(after), indent=1))


class Quarantine:
    """The rules as they are now. `refresh` is called by one thread, the rest by any."""

    def __init__(self, data: Path) -> None:
        """Read the rules, or raise `Damaged`: what they are is not guessed."""
        self._data = data
        self.rules = read_rules(data)
        """Another value exactly when the rules have changed."""
        self.problem = ""
        """Why the file as it is now is not taken; "" where it is."""

    def refresh(self) -> None:
        """Look at the file; one that is damaged changes nothing, and is said."""
        try:
            rules = read_rules(self._data)
            if self.rules and not rules and not (self._data / FILE).exists():
                # To lift the last rule leaves a file without any.
                raise Damaged(path=self._data / FILE, reason="it is gone")  # noqa: TRY301
        except Damaged as damage:
            problem = f"{FILE}: {damage.reason}; what was in quarantine before still is"
            if problem != self.problem:
                _LOG.error("the quarantine cannot be read reason=%s", damage.reason)
            self.problem = problem
            return
        self.problem = ""
        if rules != self.rules:
            self.rules = rules
            _LOG.info("the quarantine has changed rules=%d", len(rules))


def _encoded(rules: Sequence[Rule]) -> bytes:
    return msgspec.json.encode(rules)
