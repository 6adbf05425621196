"""The door to rules: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.rule_queries import rules_in_scope
from kontor.routing.models import CategoryRule
from kontor.supervisor.doors import need


def get_rule(request: DeskRequest, rule_id: int, *, may: str) -> CategoryRule:
    """A rule with tenant, category and account."""
    rule = rules_in_scope().filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    need(request, may, tenant_id=rule.tenant_id)
    return rule


def sees_general_accounts(request: DeskRequest) -> bool:
    """Whose right holds for the installation sees every rule, so general accounts can be judged."""
    return request.access.may("categories.read", tenant_id=0)
