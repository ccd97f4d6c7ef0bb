"""Why a person was answered: which name, part by part, and what spoke for and against."""

from collections.abc import Iterator

from screening.index.persons import kernels, kinds
from screening.index.persons.in_words import birth_text, name_text
from screening.index.persons.names_index import WEIGHTS, Candidate, NamesIndex
from screening.index.persons.question import PersonSearch
from screening.queries import Evidence, Explanation, TokenMatch
from screening.records import PersonRecord

_HOW = (
    "",
    "exact",
    "spelling",
    "sound",
    "nickname",
    "initial",
    "cut",
    "joined",
    "script",
)
_FINDINGS = (
    "not_known",
    "same",
    "swapped",
    "one_digit",
    "same_month",
    "same_year",
    "near",
    "few_years",
    "same_day",
    "related",
    "different",
    "two_digits",
)
_DIGITS = 2


def explained(
    index: NamesIndex, asked: PersonSearch, found: Candidate, record: PersonRecord
) -> Explanation:
    """Return why *found*, which is *record*, was answered."""
    held = index.held[found.segment]
    name = record.names[int(held.arrays["form_name"][found.form])]
    tokens, asked_alone, held_alone, bits = _aligned(held.loops, asked, found)
    forms = held.loops.forms
    weak = forms.kind[found.form] == kernels.WEAK
    lost = WEIGHTS[kernels.W_WEAK] if weak else 0.0
    tongues = (
        int(asked.packed.tongues[found.asked_form]),
        int(forms.tongue[found.form]),
    )
    if all(tongues) and tongues[0] != tongues[1]:
        lost += WEIGHTS[kernels.W_OTHER_TONGUE]
    evidence = [
        Evidence(
            about="name",
            finding="weak_alias" if weak else name.kind.value,
            weight=round(float(bits - lost), _DIGITS),
            held=name_text(name),
        ),
        *_beside(held.loops, asked, found, record),
    ]
    return Explanation(
        name=name_text(name),
        kind=name.kind,
        tokens=tokens,
        asked_alone=asked_alone,
        held_alone=held_alone,
        evidence=tuple(evidence),
    )


def _aligned(
    loops: kinds.Segment, asked: PersonSearch, found: Candidate
) -> tuple[tuple[TokenMatch, ...], tuple[str, ...], tuple[str, ...], float]:
    """Return the pairs of parts, those left alone on either side, and the bits."""
    q0, q1 = (int(at) for at in asked.packed.form_at[found.asked_form :][:2])
    f0, f1 = (int(at) for at in loops.forms.at[found.form :][:2])
    scratch = kernels.scratch()
    count, bits = kernels.aligned(
        asked.packed.parts, q0, q1, loops.parts, loops.forms.parts, loops.forms.marks,
        f0, f1, scratch, WEIGHTS,
    )  # fmt: skip
    q_text = [_text(asked.packed.parts, at) for at in range(q0, q1)]
    v_text = [_text(loops.parts, int(loops.forms.parts[at])) for at in range(f0, f1)]
    q_left, v_left = dict(enumerate(q_text)), dict(enumerate(v_text))
    matches = []
    for which in scratch.chosen[:count]:
        begin, end, held_begin, held_end = scratch.spans[which * 4 :][:4]
        a, b = range(begin, end), range(held_begin, held_end)
        matches.append(
            (
                a.start,
                TokenMatch(
                    asked=" ".join(q_left.pop(at) for at in a),
                    held=" ".join(v_left.pop(at) for at in b),
                    how=_HOW[scratch.how[which]],
                    similarity=round(float(scratch.liked[which]), _DIGITS),
                ),
            )
        )
    matches.sort(key=lambda match: match[0])
    tokens = tuple(match for _, match in matches)
    return tokens, tuple(q_left.values()), tuple(v_left.values()), float(bits)


def _text(parts: kinds.Parts, part: int) -> str:
    line = parts.lines[part * kernels.LINE :]
    return bytes(line[: line[kernels.TEXT_CHARS_AT]]).decode()


def _beside(
    loops: kinds.Segment,
    asked: PersonSearch,
    found: Candidate,
    record: PersonRecord,
) -> Iterator[Evidence]:
    """Yield what was known beside the name, where both sides know something."""
    query, known, person = asked.query, asked.known, int(loops.forms.person[found.form])
    if known.born_from and record.births:
        bits, finding, which = kernels.best_birth(known, loops.beside, person, WEIGHTS)
        births = [birth for birth in record.births if birth_text(birth)]
        at = which - int(loops.beside.birth_at[person])
        held = birth_text(births[at]) if finding and at < len(births) else ""
        if finding:
            yield _evidence("birth_date", finding, bits, query.birth_date, held)
    if known.nation and record.nationalities:
        bits, finding = kernels.nation_bits(known, loops.beside, person, WEIGHTS)
        held = ", ".join(record.nationalities)
        if finding:
            yield _evidence("nationality", finding, bits, query.nationality, held)
    if known.sex and record.sex:
        bits, finding = kernels.sex_bits(known, loops.beside, person, WEIGHTS)
        if finding:  # X says nothing
            yield _evidence("sex", finding, bits, query.sex, record.sex)
    if len(known.places) and record.birth_place:
        bits, finding = kernels.place_bits(known, loops.beside, person, WEIGHTS)
        held = record.birth_place
        if finding:
            yield _evidence("birth_place", finding, bits, query.birth_place, held)


def _evidence(
    about: str, finding: int, bits: float, asked: str | None, held: str | None
) -> Evidence:
    return Evidence(
        about=about,
        finding=_FINDINGS[finding],
        weight=round(float(bits), _DIGITS),
        asked=asked or "",
        held=held or "",
    )
