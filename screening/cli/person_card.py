"""The person's part of a card: who it is, why it was found, what to beware of."""

from collections.abc import Iterator

from screening.cli.page import Page
from screening.cli.words import MATCHES, many, state
from screening.index.persons.in_words import birth_text, name_text
from screening.queries import (
    Answer,
    Evidence,
    Explanation,
    Hit,
    Match,
    TokenMatch,
)
from screening.records import (
    NameKind,
    Notice,
    NoticeState,
    PersonDocument,
    PersonRecord,
)

NOTICES = {
    Notice.RED: "RED notice: wanted",
    Notice.BLUE: "BLUE notice: information is sought",
    Notice.GREEN: "GREEN notice: a warning",
    Notice.YELLOW: "YELLOW notice: missing, to be protected",
    Notice.BLACK: "BLACK notice: a dead person",
    Notice.ORANGE: "ORANGE notice: a danger",
    Notice.PURPLE: "PURPLE notice: ways of working",
    Notice.SILVER: "SILVER notice: assets",
    Notice.UN_SPECIAL: "UN Security Council sanctions",
    Notice.DIFFUSION_WANTED: "DIFFUSION: wanted",
    Notice.DIFFUSION_LOCATE: "DIFFUSION: whereabouts are sought",
    Notice.DIFFUSION_INFORMATION: "DIFFUSION: information is sought",
    Notice.DIFFUSION_WARNING: "DIFFUSION: a warning",
    Notice.DIFFUSION_MISSING: "DIFFUSION: missing, to be protected",
    Notice.SANCTION: "SANCTIONS list",
    Notice.WANTED: "WANTED list",
    Notice.INTEREST: "LIST of another kind",
}
KINDS = {
    NameKind.PRIMARY: "the name of the record",
    NameKind.ALIAS: "an alias",
    NameKind.WEAK_ALIAS: "a weak alias, which says little",
    NameKind.FORMER: "a former name",
    NameKind.ORIGINAL_SCRIPT: "the name in its own script",
}
HOWS = {
    "exact": "the same",
    "spelling": "spelt alike",
    "sound": "sounds alike",
    "nickname": "a short form",
    "initial": "an initial",
    "cut": "cut short",
    "joined": "written together",
    "script": "from another script",
}
_ABOUT = {
    "name": "name",
    "birth_date": "birth date",
    "nationality": "nationality",
    "sex": "sex",
    "birth_place": "place of birth",
}
FINDINGS = {
    "same": "the same",
    "swapped": "day and month swapped",
    "one_digit": "one digit differs",
    "two_digits": "two digits differ",
    "same_month": "the same month",
    "same_year": "the same year",
    "near": "a year apart",
    "few_years": "a few years apart",
    "same_day": "the same day of another year",
    "related": "a related one",
    "different": "different",
    "not_known": "not known",
}
_DOCUMENTS_MAX = 5
_BAD, _DOUBTFUL = "bold red", "bold yellow"


def what(record: PersonRecord) -> str:
    """Return what the record is and whom it is about, in a line."""
    doubted = ", UNDER REVIEW" if record.state is NoticeState.UNDER_REVIEW else ""
    return f"{NOTICES[record.notice]}{doubted}: {main_name(record)}"


def main_name(record: PersonRecord) -> str:
    """Return the name the record is about."""
    names = sorted(record.names, key=lambda name: name.kind is not NameKind.PRIMARY)
    return name_text(names[0]) if names else record.record_id


def document_text(document: PersonDocument) -> str:
    """Return a document tied to a person in one line.

    >>> document_text(PersonDocument(number="L898902C3", type="passport"))
    'passport L898902C3, State not said'
    """
    kind = (document.type or "document").replace("_", " ")
    of = document.issuing_state
    where = f" of {state(of)}" if of else ", State not said"
    return f"{kind} {document.number}{where}"


def show_why(page: Page, hit: Hit) -> None:
    """Print why a person was found by name: part by part, then for and against."""
    why = hit.explanation
    if why is None:
        return
    page.line("matched", f"{why.name} ({KINDS[why.kind]})")
    for row in _parts(why):
        page.line("", row)
    for one in why.evidence:
        if one.weight:
            is_for = one.weight > 0
            style = "" if is_for else _DOUBTFUL
            page.line("for" if is_for else "against", _evidence(one), style)


def show_person(page: Page, record: PersonRecord) -> None:
    """Print what is known of a person beside the name."""
    others = len(record.names) - 1
    if others > 0:
        page.line(
            "also called", f"by {many(others, 'other name')}; the record has them"
        )
    born = "; ".join(filter(None, map(birth_text, record.births)))
    told = (
        ("born", " in ".join(filter(None, (born, record.birth_place)))),
        ("nationality", ", ".join(map(state, record.nationalities))),
        ("sex", record.sex or ""),
        ("documents", _documents(record)),
        ("purpose", record.purpose or ""),
    )
    for label, text in told:
        if text:
            page.line(label, text)
    if record.cautions:
        page.line("CAUTION", record.cautions, _BAD)


def how(hit: Hit) -> str:
    """Return how a person was found, in words."""
    words = MATCHES[hit.match]
    if hit.match is not Match.NAME:
        words = f"a document of this person; {words}"
    if hit.score is not None:
        words += f", score {hit.score:.2f}"
    if hit.answer is not Answer.HIT:
        words += ", possible only"
    return f"{words} ({hit.match})"


def _parts(why: Explanation) -> Iterator[str]:
    """Yield which part of the one name answers which part of the other, in columns."""
    wide = max((len(token.asked) for token in why.tokens), default=0)
    held = max((len(token.held) for token in why.tokens), default=0)
    for token in why.tokens:
        yield f"{token.asked:<{wide}}  {token.held:<{held}}  {_likeness(token)}"
    if why.asked_alone:
        yield f"asked about, and not on file: {' '.join(why.asked_alone)}"
    if why.held_alone:
        yield f"on file, and not asked about: {' '.join(why.held_alone)}"


def _likeness(token: TokenMatch) -> str:
    return HOWS.get(token.how, token.how)


def _evidence(one: Evidence) -> str:
    """Return one piece of evidence, with its weight in bits."""
    about = _ABOUT.get(one.about, one.about)
    bits = f"({one.weight:+.1f} bits)"
    if one.about == "name":
        return f"{about} {bits}"
    finding = FINDINGS.get(one.finding, one.finding.replace("_", " "))
    sides = dict.fromkeys(filter(None, (one.asked, one.held)))
    if len(sides) > 1:
        return f"{about}: {finding}, asked {one.asked}, on file {one.held} {bits}"
    return f"{about}: {' '.join([finding, *sides])} {bits}"


def _documents(record: PersonRecord) -> str:
    shown = [document_text(each) for each in record.documents[:_DOCUMENTS_MAX]]
    if more := len(record.documents) - len(shown):
        shown.append(f"{more} more")
    return "; ".join(shown)
