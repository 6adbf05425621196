"""The draft of a tenant's rules: what people are working on, as values."""

from __future__ import annotations

from kontor.routing.domain.conditions import conditions_from
from kontor.routing.domain.content import Content, RuleContent, SetContent
from kontor.routing.models import CategoryRule, KeywordSet


def draft_content(tenant_id: int) -> Content:
    """All rules of the tenant in their order, those that are switched off too, and all its keyword sets."""
    rules = CategoryRule.objects.filter(tenant_id=tenant_id).order_by("position", "id")
    sets = KeywordSet.objects.filter(tenant_id=tenant_id).order_by("id")
    return Content(tuple(map(rule_content, rules)), tuple(map(set_content, sets)))


def rule_content(rule: CategoryRule) -> RuleContent:
    return RuleContent(
        id=rule.pk,
        category=rule.category_id,
        name=rule.name,
        account=rule.account_id,
        conditions=conditions_from(rule.conditions),
        threshold=rule.threshold,
        active=rule.active,
    )


def set_content(row: KeywordSet) -> SetContent:
    return SetContent(row.pk, row.name, tuple(row.lines), row.stems)
