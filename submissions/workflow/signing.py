"""Conditions of every move by which a person of the unit signs (办法 第十六条).

- Important texts are signed by the principal head, or by who stands in for them today.
- Who is away signs when they have ended their absence, so that never two sign in one capacity.
- Where the unit has said so, nobody signs what they wrote themselves.
"""

from typing import Any

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Guard


def _present(item: Any, actor: Actor) -> bool:
    return actor.id not in item.signing.away


def _head(item: Any, actor: Actor) -> bool:
    known = item.signing
    return not known.important or actor.may(Right.SUBMISSION_SIGN_IMPORTANT) or actor.id in known.substitutes


def _two_hands(item: Any, actor: Actor) -> bool:
    return not item.signing.two_hands or actor.id not in item.signing.writers


PRESENT = Guard("present", "您登记了外出，结束外出登记后才能签发", _present)
HEAD = Guard("head", "重要信息须由主要负责人签发，外出时由其指定的代签人签发", _head)
TWO_HANDS = Guard("two_hands", "本单位规定自己起草的不由自己签发，须由另一人签发", _two_hands)
SIGNS = (PRESENT, HEAD, TWO_HANDS)
