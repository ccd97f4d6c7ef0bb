"""The page of a status: what is served, how old it is, how the service stands."""

from screening.cli.page import Page
from screening.cli.words import age, kept, length, many, when
from screening.queries import FeedStatus, Status
from screening.standing import QuarantineStatus, QuotaStatus, RegisterStatus

_WARNING, _BAD = "bold yellow", "bold red"
_SECONDS_AN_HOUR = 3_600
_DIGEST_CHARS = 16
_LATE_S = 180
"""A checkpoint is due once a minute; three times that is late."""


def show(held: Status, where: str) -> None:
    """Print what is *held*; *where* ends the line that says there is nothing."""
    page = Page()
    if not held.feeds:
        page.heading(f"nothing is {'served' if held.problems else 'held'} {where}")
    for at, feed in enumerate(held.feeds):
        if at:
            page.gap()
        _show_feed(page, feed)
        for rule in held.quarantine:
            if rule.feed == feed.feed:
                page.line("held back", _held_back(rule), _WARNING)
    _show_beside(page, held)
    if held.journal is not None and (held.feeds or held.started_at):
        page.gap()
        page.line("journal", _journal(held), "" if _is_kept(held) else _WARNING)
    if held.started_at is not None:
        page.gap()
        _show_service(page, held)


def _show_beside(page: Page, held: Status) -> None:
    """Print what concerns no feed that is shown, or all of them."""
    shown = {feed.feed for feed in held.feeds}
    rules = [rule for rule in held.quarantine if rule.feed not in shown]
    if held.feeds and (held.problems or rules):
        page.gap()
    for problem in held.problems:
        page.line("problem", problem, _BAD)
    for rule in rules:
        page.line("held back", _held_back(rule), _WARNING)


def _show_feed(page: Page, feed: FeedStatus) -> None:
    page.heading(f"{feed.feed} ({feed.database})")
    page.line("data", _freshness(feed), _WARNING if feed.stale else "")
    page.line("holds", many(feed.records, "record"))
    before = f", before it {feed.previous}" if feed.previous else ""
    page.line("serves", f"revision {feed.revision} in {feed.generation}{before}")
    if feed.changes:
        page.line("changes", f"{feed.changes:,} since the snapshot")
    if feed.publisher:
        page.line("publisher", feed.publisher)
    if not feed.vouched:
        page.line("warning", "nothing vouched for the file loaded", _WARNING)
    if feed.degraded:
        page.line("warning", feed.degraded, _WARNING)


def _show_service(page: Page, held: Status) -> None:
    page.line("service", _service(held))
    if held.certificate_ends is not None:
        page.line("certificate", f"ends {when(held.certificate_ends)}")
    if held.register is not None:
        style = _WARNING if held.register.problem else ""
        page.line("register", _register(held.register), style)
    if held.writer:
        page.line("writer", held.writer, "" if held.writer == "ready" else _WARNING)
    for quota in held.quotas:
        page.line("quota", _quota(quota))


def _is_kept(held: Status) -> bool:
    journal = held.journal
    if journal is None or journal.broken or (journal.unsigned_s or 0) > _LATE_S:
        return False
    return bool(journal.sealed_to and journal.signed_by)


def _journal(held: Status) -> str:
    """Return how the journal is kept, and whether what is due lies behind."""
    assert held.journal is not None  # noqa: S101 -- asked for only then
    told = kept(held.journal)
    unsigned_s = held.journal.unsigned_s
    if held.journal.broken:
        return f"CANNOT BE WRITTEN; {told}"
    if unsigned_s is not None and unsigned_s > _LATE_S:
        return f"{told}, LATE: none for {length(int(unsigned_s))}"
    return told


def _freshness(feed: FeedStatus) -> str:
    told = f"as of {when(feed.as_of)}, {age(feed.age_s)}"
    if feed.fresh_for_hours is None:
        return told
    promised = length(int(feed.fresh_for_hours * _SECONDS_AN_HOUR))
    return f"{told}, {'STALE: ' if feed.stale else ''}promised {promised}"


def _service(held: Status) -> str:
    since = f", since {when(held.started_at)}" if held.started_at else ""
    return f"version {held.version}, {many(held.workers, 'worker')}{since}"


def _register(register: RegisterStatus) -> str:
    """Return which register holds.

    >>> _register(RegisterStatus(digest="a5" * 32, callers=3))
    '3 callers, sha256 a5a5a5a5a5a5a5a5'
    """
    told = (
        f"{many(register.callers, 'caller')}, sha256 {register.digest[:_DIGEST_CHARS]}"
    )
    return f"{told}; the file as it is now is REFUSED" if register.problem else told


def _quota(quota: QuotaStatus) -> str:
    return (
        f"{quota.asked:,} of {quota.questions_per_minute:,} in the last minute: "
        f"{quota.caller}"
    )


def _held_back(rule: QuarantineStatus) -> str:
    """Return what a rule holds back, since when and why.

    >>> _held_back(QuarantineStatus(owner="UTO", since="2026-11-26T02:00:00Z"))
    'owner UTO, since 2026-11-26T02:00:00Z'
    """
    named = (("feed", rule.feed), ("owner", rule.owner), ("status", rule.status))
    what = ", ".join(f"{word} {value}" for word, value in named if value)
    why = f": {rule.reason}" if rule.reason else ""
    return f"{what}, since {rule.since}{why}"
