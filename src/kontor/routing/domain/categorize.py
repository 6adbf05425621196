"""Which category a mail gets: the first rule that fits, else the account's fallback; where wished, what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.domain.content import Content
from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.learned_seam import learned_for
from kontor.routing.domain.matching import Match
from kontor.routing.domain.opinions import Learned, Opinion
from kontor.routing.domain.rule_sources import (
    CountingRule,
    active_sources,
    categories_named,
    content_source,
    draft_sources,
    fallback_of,
    rules_from,
    version_sources,
)
from kontor.routing.enums import ChosenBy, LearnedOrder, Part
from kontor.routing.models import RuleVersion

__all__ = ["Decision", "MailFacts", "RuleBook", "Trial", "categorize"]


@dataclass(frozen=True)
class Decision:
    """The category, who chose it, and why. Without ``category`` nothing was found: the mail must wait for a person."""

    category: Category | None
    by: ChosenBy
    rule: CountingRule | None = None
    match: Match | None = None
    opinion: Opinion | None = None


@dataclass(frozen=True)
class Trial:
    """A rule as it was tried on a mail."""

    rule: CountingRule
    match: Match


@dataclass(frozen=True)
class RuleBook:
    """The rules that count for an account, in order, prepared for many mails. Load it once for a batch."""

    rules: tuple[CountingRule, ...]
    fallback: Category | None
    learned: Learned | None = None
    categories: dict[int, Category] = field(default_factory=dict)
    """Those that the learned classifier may choose from."""

    @classmethod
    def load(cls, account: MailAccount, *, learned: Learned | None = None) -> RuleBook:
        """What counts now: three statements, one more when a version is met for the first time, and what the tenant's
        learned model costs if it is used (``learned``, else it is looked for).

        In the scope of the account's tenant; for a general account in that of all tenants.
        """
        return cls._of(account, rules_from(active_sources(account), account), learned or learned_for(account))

    @classmethod
    def of_draft(cls, account: MailAccount, *, learned: Learned | None = None) -> RuleBook:
        """The rules that people are working on, as if they were activated."""
        return cls._of(account, rules_from(draft_sources(account), account), learned)

    @classmethod
    def of_content(
        cls, content: Content, tenant_id: int, account: MailAccount, *, learned: Learned | None = None
    ) -> RuleBook:
        """A tenant's rules as they were kept elsewhere, alone."""
        return cls._of(account, rules_from([content_source(content, tenant_id, account)], account), learned)

    @classmethod
    def of_version(cls, version: RuleVersion, account: MailAccount, *, learned: Learned | None = None) -> RuleBook:
        """An earlier version, as if it were activated."""
        return cls._of(account, rules_from(version_sources(version), account), learned)

    @classmethod
    def _of(cls, account: MailAccount, rules: tuple[CountingRule, ...], learned: Learned | None) -> RuleBook:
        choice = categories_named(account.tenant_id) if learned and account.tenant_id else {}
        return cls(rules, fallback_of(account), learned if choice else None, choice)

    def decide(self, facts: MailFacts) -> Decision:
        """Pure: asks no database."""
        order = self.learned.order if self.learned else LearnedOrder.OFF
        return (
            (self._by_learning(facts) if order == LearnedOrder.ABOVE else None)
            or self._by_rule(facts)
            or (self._by_learning(facts) if order == LearnedOrder.BELOW else None)
            or Decision(self.fallback, ChosenBy.FALLBACK if self.fallback else ChosenBy.NOBODY)
        )

    def asks(self, part: Part) -> bool:
        """Whether any rule looks at this part of a mail: what is costly to know is asked for only then."""
        return any(condition.part is part for rule in self.rules for condition in rule.content.conditions)

    def trials(self, facts: MailFacts) -> list[Trial]:
        """Every rule, those after the one that wins too, each with all that speaks for and against it."""
        return [Trial(rule, rule.prepared.match(facts, thorough=True)) for rule in self.rules]

    def opinion(self, facts: MailFacts) -> Opinion | None:
        """What the learned classifier thinks, sure or not, used or not."""
        return self.learned.ask(facts) if self.learned else None

    def _by_rule(self, facts: MailFacts) -> Decision | None:
        for rule, match in self._tried(facts):
            if match.fits:
                return Decision(rule.category, ChosenBy.RULE, rule, match)
        return None

    def _by_learning(self, facts: MailFacts) -> Decision | None:
        opinion = self.learned.sure(facts) if self.learned else None
        category = self.categories.get(opinion.category_id) if opinion else None
        return Decision(category, ChosenBy.LEARNED, opinion=opinion) if category else None

    def _tried(self, facts: MailFacts) -> Iterator[tuple[CountingRule, Match]]:
        return ((rule, rule.prepared.match(facts)) for rule in self.rules)


def categorize(facts: MailFacts, account: MailAccount) -> Decision:
    """The decision for a single mail; for many load a ``RuleBook`` once."""
    return RuleBook.load(account).decide(facts)
