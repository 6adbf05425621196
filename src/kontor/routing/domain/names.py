"""What the ids in a content are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.domain.content import Content, RuleContent


@dataclass(frozen=True)
class Names:
    """Categories, accounts and keyword sets by their ids. ``gone``: the categories that are deleted."""

    categories: Mapping[int, str]
    accounts: Mapping[int, str]
    sets: Mapping[int, str]
    gone: frozenset[int] = frozenset()

    def rule(self, rule: RuleContent) -> str:
        return rule.name or _("Rule for %(category)s") % {"category": self.category(rule.category)}

    def category(self, pk: int) -> str:
        return self.categories.get(pk) or _("a category that is gone")

    def account(self, pk: int | None) -> str:
        return (self.accounts.get(pk) or _("an account that is gone")) if pk else _("every account")


def names_for(*contents: Content) -> Names:
    """In two statements, however many rules there are."""
    rules = [rule for content in contents for rule in content.rules]
    categories = Category.objects.filter(pk__in={rule.category for rule in rules})
    accounts = MailAccount.objects.filter(pk__in={rule.account for rule in rules if rule.account})
    found = list(categories.values_list("pk", "name", "deleted_at"))
    return Names(
        {pk: name for pk, name, _deleted_at in found},
        dict(accounts.values_list("pk", "address")),
        {each.id: each.name for content in contents for each in content.sets},
        frozenset(pk for pk, _name, deleted_at in found if deleted_at),
    )
