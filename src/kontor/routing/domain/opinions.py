"""The seam between the rules and a classifier that learned from the tenant's closed tickets.

``categorize`` asks through ``Learned``; whoever provides it knows how it was trained. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kontor.routing.domain.facts import MailFacts
from kontor.routing.enums import LearnedOrder


@dataclass(frozen=True)
class Opinion:
    """Into which category the classifier would put a mail, how sure it is (0 to 1), and the words that speak for it.

    The words are of the mail: they are shown only to those who may read it.
    """

    category_id: int
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Learned:
    """A tenant's classifier as the rules see it: how to ask it, where it is asked, from which confidence it counts.

    ``ask`` is pure and quick (no database), and None when it has no opinion.
    """

    ask: Callable[[MailFacts], Opinion | None]
    order: LearnedOrder
    threshold: float = 0.8

    def sure(self, facts: MailFacts) -> Opinion | None:
        """Its opinion if it is sure enough to count."""
        opinion = self.ask(facts) if self.order != LearnedOrder.OFF else None
        return opinion if opinion and opinion.confidence >= self.threshold else None
