"""Which records are answered to whom: what is in quarantine is answered to nobody.

An owner may hide a record from States, or mark it as more confidential than a caller may
see; its own State, though not a carrier of it, sees it all the same. A record that is not
seen is passed over where it is compared, before anything is made of it: it is in no answer,
no list and no count, hides no look-alike, and the journal has no name for it, so that
nothing is waited for that a miss does not wait for.
"""

from collections.abc import Callable, Sequence

from screening.index.lookup import Sees, sees_all
from screening.normalize.states import issuing_state
from screening.records import Confidentiality, PersonRecord, Record
from screening.sight import Line, Sight
from screening.storage.quarantine import Rule

_LEVELS = {str(level): place for place, level in enumerate(Confidentiality)}


def seeing(
    feed: str,
    rules: Sequence[Rule],
    sight: Sight,
    held_back: Callable[[], None] = lambda: None,
) -> Sees:
    """Return what is seen of *feed*; rules for a feed as a whole are not its business.

    *held_back* is called for each record that is in quarantine.
    """
    hiding = [
        rule
        for rule in rules
        if rule.feed in (None, feed) and (rule.owner or rule.status)
    ]
    if not hiding:
        return _within(sight) if sight.state else sees_all

    def sees(record: Record) -> bool:
        if any(_is_hidden(record, rule) for rule in hiding):
            held_back()
            return False
        return not is_withheld(record, sight)

    return sees


def is_withheld(record: Record, sight: Sight) -> bool:
    """Return whether *record* is not for who has that *sight*, but for others.

    Nothing is from who is nobody's: the operator of a copy that has no callers.
    """
    hidden, level = record.not_visible_to, record.confidentiality
    if (hidden is None and level is None) or not sight.state:
        return False
    if issuing_state(record.owner) == sight.state and sight.line is not Line.CARRIER:
        return False
    if level is not None and _LEVELS[level] > _LEVELS[sight.clearance]:
        return True
    return hidden is not None and sight.state in map(issuing_state, hidden.split())


def is_frozen(feed: str, rules: Sequence[Rule]) -> bool:
    """Return whether *feed* as a whole is in quarantine."""
    return any(rule.what == (feed, None, None) for rule in rules)


def quarantine_gaps(feed: str, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return what an answer says of *feed*, where something in it is in quarantine."""
    if is_frozen(feed, rules):
        return (f"feed {feed} is in quarantine, so it was not searched",)
    found = [rule for rule in rules if rule.feed in (None, feed)]
    return tuple(
        f"feed {feed}: {_named(rule)} are in quarantine, so they are not answered"
        for rule in found
    )


def _within(sight: Sight) -> Sees:
    return lambda record: not is_withheld(record, sight)


def _named(rule: Rule) -> str:
    status = f"of status {rule.status}" if rule.status else ""
    owner = f"of owner {rule.owner}" if rule.owner else ""
    return " ".join(filter(None, ("records", status, owner)))


def _is_hidden(record: Record, rule: Rule) -> bool:
    status = record.notice if isinstance(record, PersonRecord) else record.status
    if rule.status is not None and status != rule.status:
        return False
    return rule.owner is None or issuing_state(record.owner) == rule.owner
