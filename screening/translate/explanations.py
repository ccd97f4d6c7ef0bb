"""Why a person was answered <-> wire."""

from screening.queries import Evidence, Explanation, TokenMatch
from screening.translate.words import NAME_KINDS, word
from screening.v1 import records_pb2


def explanation_to_wire(why: Explanation) -> records_pb2.Explanation:
    """Return why a person was answered, for the wire."""
    return records_pb2.Explanation(
        name=why.name,
        kind=NAME_KINDS[why.kind],
        tokens=[
            records_pb2.TokenMatch(
                asked=token.asked,
                held=token.held,
                how=token.how,
                similarity=token.similarity,
            )
            for token in why.tokens
        ],
        asked_alone=why.asked_alone,
        held_alone=why.held_alone,
        evidence=[
            records_pb2.Evidence(
                about=one.about,
                finding=one.finding,
                weight=one.weight,
                asked=one.asked,
                held=one.held,
            )
            for one in why.evidence
        ],
    )


def explanation_from_wire(message: records_pb2.Explanation) -> Explanation:
    """Return why a person was answered."""
    return Explanation(
        name=message.name,
        kind=word(NAME_KINDS, message.kind),
        tokens=tuple(
            TokenMatch(
                asked=token.asked,
                held=token.held,
                how=token.how,
                similarity=token.similarity,
            )
            for token in message.tokens
        ),
        asked_alone=tuple(message.asked_alone),
        held_alone=tuple(message.held_alone),
        evidence=tuple(
            Evidence(
                about=one.about,
                finding=one.finding,
                weight=one.weight,
                asked=one.asked,
                held=one.held,
            )
            for one in message.evidence
        ),
    )
