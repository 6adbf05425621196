"""The door to the rules of release and sampling: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.answers.domain.review_rule_entries import rules_in_scope
from kontor.answers.models import ReviewRule
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need

READ, WRITE = "reviews.read", "reviews.write"


def get_rule(request: DeskRequest, review_rule_id: int, *, may: str) -> ReviewRule:
    """A rule with its tenant, category and agent."""
    rule = rules_in_scope().filter(pk=review_rule_id).first()
    if rule is None:
        raise Http404
    need(request, may, tenant_id=rule.tenant_id)
    return rule


def get_rules(request: DeskRequest, ids: list[int], *, may: str) -> list[ReviewRule]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, rules_in_scope().filter(pk__in=ids).order_by("pk"), may)
