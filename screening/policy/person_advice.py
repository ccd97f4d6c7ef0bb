"""What an officer is told to do about a person, by what the notice asks.

A notice is a request between authorities and no finding of guilt; a name is shared by
many. So every text has the person compared before anything else, names who is to confirm
the record, and says what is not asked. Missing persons and victims are protected, and
never spoken of as offenders. After what each notice asks for (domain notes on nominals)
and, for documents that are tied to a person, after Doc 9303-2 section 6.4.
"""

from collections.abc import Mapping

from screening.queries import Advice, Answer, Match
from screening.records import Notice, NoticeState, PersonRecord

_SAME_PERSON = (
    "Make sure that this is the person: compare birth date, place of birth, photo and "
    "fingerprints, where there are any; many share a name."
)
_BUREAU = "the bureau that filed the record"
_INNOCENT = "Presume innocence: a notice is a request, and proves nothing."

_WANTED = (
    f"Do not act on the name alone. {_SAME_PERSON} Ask the person to second line, "
    f"calmly, and have {_BUREAU} confirm it before any coercive step, unless national "
    f"law gives it the force of a request for provisional arrest. {_INNOCENT}"
)
_DISCREET = (
    f"Nothing else is asked: do not hold or arrest on this. {_SAME_PERSON} Note place, "
    f"time, companions and route without telling, let the person go on, and report to "
    f"{_BUREAU}."
)
_CLOSER = (
    f"{_SAME_PERSON} Examine more closely, within what the law allows for anybody; do "
    f"not hold on this alone, and report to {_BUREAU}. {_INNOCENT}"
)
_PROTECT = (
    "This person is to be protected, and is never treated as an offender. Do not "
    "confront, and ask nothing in front of companions, who may be part of the reason: "
    "separate the person from them calmly, and listen. Call child protection for a "
    "minor, or the service for victims. Tell nobody where the person is, family "
    f"included, before {_BUREAU} has confirmed the record; an adult may wish not to be "
    "found."
)
_BAN = (
    f"{_SAME_PERSON} Check which measures apply: a travel ban, a freeze of assets, an "
    "arms embargo; and whether an exemption was granted for this journey, before you "
    f"refuse or refer. The listing is no arrest warrant. Ask {_BUREAU} in doubt."
)
_NOTE = (
    f"Take note of it, and do nothing to the person on this alone; report to {_BUREAU}. "
    f"{_INNOCENT}"
)


def _of(code: str, *texts: str) -> Advice:
    return Advice(code=code, text=" ".join(texts))


_BY_NOTICE: Mapping[Notice, Advice] = {
    Notice.RED: _of(
        "SECOND_LINE_CONFIRM",
        "Wanted by the State that filed the notice, which is no arrest warrant by itself.",
        _WANTED,
    ),
    Notice.DIFFUSION_WANTED: _of(
        "SECOND_LINE_CONFIRM",
        "Wanted: a bureau asks directly, by a diffusion, which is no arrest warrant.",
        _WANTED,
    ),
    Notice.WANTED: _of(
        "SECOND_LINE_CONFIRM",
        "On a list of wanted persons, which is no arrest warrant by itself.",
        _WANTED,
    ),
    Notice.BLUE: _of(
        "RECORD_DISCREETLY",
        "Identity, whereabouts or activities of this person are asked for.",
        _DISCREET,
    ),
    Notice.DIFFUSION_LOCATE: _of(
        "RECORD_DISCREETLY",
        "The whereabouts of this person are asked for, by a diffusion.",
        _DISCREET,
    ),
    Notice.DIFFUSION_INFORMATION: _of(
        "RECORD_DISCREETLY",
        "Information on this person is asked for, by a diffusion.",
        _DISCREET,
    ),
    Notice.GREEN: _of(
        "EXAMINE_MORE_CLOSELY",
        "A warning: a State thinks that this person may commit offences again.",
        _CLOSER,
    ),
    Notice.DIFFUSION_WARNING: _of(
        "EXAMINE_MORE_CLOSELY",
        "A warning about this person, by a diffusion.",
        _CLOSER,
    ),
    Notice.YELLOW: _of(
        "PROTECT_PERSON",
        "Reported missing, or unable to say who they are.",
        _PROTECT,
    ),
    Notice.DIFFUSION_MISSING: _of(
        "PROTECT_PERSON",
        "Reported missing, by a diffusion.",
        _PROTECT,
    ),
    Notice.BLACK: _of(
        "EXAMINE_IDENTITY",
        "The record is about a dead person, whom this traveller cannot be. Name or "
        "document of the dead may be in use: that is a sign of identity fraud, and no "
        "proof. Examine document and bearer, treat the bearer as acting in good faith "
        f"until shown otherwise, and report to {_BUREAU}.",
    ),
    Notice.ORANGE: _of(
        "SAFETY_FIRST",
        "A serious and imminent danger is reported. Safety first: yours, and that of "
        "all around; heed the cautions of the record and the instructions in force, and "
        f"call for support. Then: {_SAME_PERSON} Report to {_BUREAU}. {_INNOCENT}",
    ),
    Notice.PURPLE: _of(
        "TAKE_NOTE",
        "About ways of working, objects and hiding places: no request about a person.",
        _NOTE,
    ),
    Notice.SILVER: _of(
        "TAKE_NOTE",
        "Assets are sought, and not the person; seize nothing on this alone.",
        _NOTE,
    ),
    Notice.UN_SPECIAL: _of(
        "CHECK_TRAVEL_BAN",
        "Under sanctions of the UN Security Council.",
        _BAN,
    ),
    Notice.SANCTION: _of(
        "CHECK_TRAVEL_BAN",
        "Under sanctions of another body: see whether they bind you.",
        _BAN,
    ),
    Notice.INTEREST: _of(
        "ASK_OWNER",
        f"On a list for a reason of its own: read its purpose. {_SAME_PERSON} Do "
        f"nothing that the record does not ask for, and ask {_BUREAU}. {_INNOCENT}",
    ),
}
_DOUBTED = Advice(
    code="DO_NOT_ACT",
    text="This notice is being reviewed, and may be withdrawn. Do not act on it: treat "
    f"the person as any other traveller, and contact {_BUREAU}. {_INNOCENT}",
)
_NAMESAKE = (
    "Somebody of a similar name is listed; a namesake is likely. Compare birth date, "
    "place of birth and photo with the record before anything else, without telling. "
    "Where they differ, let the person go on; a record that is somebody else can be left "
    "out when you ask again. Only where they agree:"
)
_TIED = (
    "The document itself is not reported: it belongs to a person who is listed. Confirm "
    "that the bearer is its rightful holder: compare face, name and chip."
)
_TIED_BY_MATCH = {
    Match.TRUNCATED_NUMBER: _of(
        "COMPARE_FULL_NUMBER",
        "One of the two numbers stops after nine characters. Compare the full number "
        "printed in the document with the record before anything else. Only where it "
        "agrees:",
    ),
    Match.STATE_UNKNOWN: _of(
        "COMPARE_DOCUMENT",
        "The number agrees, but the list does not say which State issued the document, "
        "and States share numbers. Compare name, birth date and kind of document with "
        "the record before anything else. Only where they agree:",
    ),
}


def person_advice(match: Match, record: PersonRecord, answer: Answer) -> Advice:
    """Return what to do about *record*, which matched as *match* and makes *answer*."""
    if record.state is not NoticeState.VALID:
        return _DOUBTED
    asked = _BY_NOTICE[record.notice]
    if match is Match.NAME:
        if answer is Answer.HIT:
            return asked
        return _of("COMPARE_IDENTITY", _NAMESAKE, asked.text)
    if first := _TIED_BY_MATCH.get(match):
        return _of(first.code, first.text, _TIED, asked.text)
    return _of(asked.code, _TIED, asked.text)
