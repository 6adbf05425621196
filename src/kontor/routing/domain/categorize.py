"""Which category a mail gets: the first rule that fits, else the account's fallback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.domain.matching import ConditionKind, Conditions, Hit, MailFacts, Match
from kontor.routing.models import AccountFallback, CategoryRule

__all__ = ["Decision", "MailFacts", "RuleBook", "Trial", "categorize"]


@dataclass(frozen=True)
class Decision:
    """The category, the rule that chose it, and why. Without ``rule`` it is the fallback; without ``category`` nothing
    was found and the mail must wait for a person."""

    category: Category | None
    rule: CategoryRule | None = None
    hits: tuple[Hit, ...] = ()

    @property
    def explanation(self) -> str:
        """A sentence in the language in force. It names conditions of the rule, nothing of the mail."""
        if self.category is None:
            return _("No rule fits, and the account has no fallback category.")
        if self.rule is None:
            return _("No rule fits; this is the account's fallback category.")
        reasons = "; ".join(in_words(hit) for hit in self.hits)
        return reasons or _("The rule holds for every mail of the account.")


@dataclass(frozen=True)
class Trial:
    """A rule as it was tried on a mail."""

    rule: CategoryRule
    match: Match

    @property
    def explanation(self) -> str:
        """Why the rule fits, or the condition that does not hold."""
        if self.match.missed:
            return str(_MISSED[self.match.missed])
        return "; ".join(in_words(hit) for hit in self.match.hits) or _("It has no condition besides the account.")


@dataclass(frozen=True)
class RuleBook:
    """The rules that count for an account, in order, prepared for many mails. Load it once for a batch."""

    rules: tuple[tuple[CategoryRule, Conditions], ...]
    fallback: Category | None

    @classmethod
    def load(cls, account: MailAccount) -> RuleBook:
        """Two statements, in the scope of the account's tenant; for a general account in that of all tenants."""
        rules = tuple((rule, conditions_of(rule)) for rule in rules_for(account))
        fallback = AccountFallback.objects.filter(account=account, category__deleted_at=None)
        found = fallback.select_related("category__tenant").first()
        return cls(rules, found.category if found else None)

    def decide(self, facts: MailFacts) -> Decision:
        """Pure: asks no database."""
        for trial in self.tried(facts):
            if trial.match.fits:
                return Decision(trial.rule.category, trial.rule, trial.match.hits)
        return Decision(self.fallback)

    def trials(self, facts: MailFacts) -> list[Trial]:
        """Every rule up to the one that wins, each with its reason."""
        tried: list[Trial] = []
        for trial in self.tried(facts):
            tried.append(trial)
            if trial.match.fits:
                break
        return tried

    def tried(self, facts: MailFacts) -> Iterator[Trial]:
        return (Trial(rule, conditions.match(facts)) for rule, conditions in self.rules)


def categorize(facts: MailFacts, account: MailAccount) -> Decision:
    """The decision for a single mail; for many load a ``RuleBook`` once."""
    return RuleBook.load(account).decide(facts)


def rules_for(account: MailAccount) -> QuerySet[CategoryRule]:
    """The rules that count for mail of this account, in order, with category and tenant.

    For an account of a tenant: the tenant's rules that name it or no account. For a general account: the rules of
    working tenants that name it, and those that name none of tenants without a living incoming account of their own.
    """
    rows = CategoryRule.objects.filter(active=True, category__deleted_at=None)
    rows = rows.select_related("category__tenant").order_by("position", "id")
    if account.tenant_id is not None:
        return rows.filter(Q(account=account) | Q(account=None), tenant_id=account.tenant_id)
    own = MailAccount.objects.living().filter(kind=AccountKind.INCOMING, tenant_id=OuterRef("tenant_id"))
    working = rows.filter(tenant__active=True, tenant__deleted_at=None)
    return working.filter(Q(account=account) | (Q(account=None) & ~Exists(own)))


def conditions_of(rule: CategoryRule) -> Conditions:
    """The rule's conditions, prepared for matching."""
    return Conditions.of(
        recipients=_texts(rule.recipients),
        senders=_texts(rule.senders),
        subject_words=_texts(rule.subject_words),
        text_words=_texts(rule.body_words),
        languages=_texts(rule.languages),
    )


def in_words(hit: Hit) -> str:
    """A condition that holds, as part of a sentence."""
    return str(_HITS[hit.kind]) % {"value": hit.alternative}


def _texts(values: Sequence[object]) -> list[str]:
    return [str(value) for value in values]


_HITS: dict[ConditionKind, Promise] = {
    ConditionKind.LANGUAGE: gettext_lazy("The language is “%(value)s”"),
    ConditionKind.SENDER: gettext_lazy("The sender fits “%(value)s”"),
    ConditionKind.RECIPIENT: gettext_lazy("A recipient fits “%(value)s”"),
    ConditionKind.SUBJECT: gettext_lazy("The subject contains “%(value)s”"),
    ConditionKind.TEXT: gettext_lazy("The text contains “%(value)s”"),
}
_MISSED: dict[ConditionKind, Promise] = {
    ConditionKind.LANGUAGE: gettext_lazy("The language is another one."),
    ConditionKind.SENDER: gettext_lazy("The sender is none of those named."),
    ConditionKind.RECIPIENT: gettext_lazy("No recipient is one of those named."),
    ConditionKind.SUBJECT: gettext_lazy("None of the words is in the subject."),
    ConditionKind.TEXT: gettext_lazy("None of the words is in the text."),
}
