"""Which records are answered to whom: what is in quarantine is answered to nobody.

A record that is not seen is passed over where it is compared, before anything is made of
it: it is in no answer, no list and no count, hides no look-alike, and the journal has no
name for it, so that nothing is waited for that a miss does not wait for.
"""

from collections.abc import Sequence

from screening.index.lookup import Sees, sees_all
from screening.normalize.states import issuing_state
from screening.records import PersonRecord, Record
from screening.storage.quarantine import Rule


def seeing(feed: str, rules: Sequence[Rule]) -> Sees:
    """Return what is seen of *feed*; rules for a feed as a whole are not its business."""
    hiding = [
        rule
        for rule in rules
        if rule.feed in (None, feed) and (rule.owner or rule.status)
    ]
    if not hiding:
        return sees_all
    return lambda record: not any(_is_hidden(record, rule) for rule in hiding)


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


def _named(rule: Rule) -> str:
    status = f"of status {rule.status}" if rule.status else ""
    owner = f"of owner {rule.owner}" if rule.owner else ""
    return " ".join(filter(None, ("records", status, owner)))


def _is_hidden(record: Record, rule: Rule) -> bool:
    status = record.notice if isinstance(record, PersonRecord) else record.status
    if rule.status is not None and status != rule.status:
        return False
    return rule.owner is None or issuing_state(record.owner) == rule.owner
