"""The door to escalation rules: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.escalations.domain.firings import versions_in_scope
from kontor.escalations.domain.rules import rules_in_scope
from kontor.escalations.models import EscalationRule, EscalationVersion
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need


def get_rule(request: DeskRequest, escalation_id: int, *, may: str) -> EscalationRule:
    """A rule with its tenant."""
    rule = rules_in_scope().filter(pk=escalation_id).first()
    if rule is None:
        raise Http404
    need(request, may, tenant_id=rule.tenant_id)
    return rule


def get_version(request: DeskRequest, escalation_version_id: int, *, may: str) -> EscalationVersion:
    """A version of a living rule, with the rule."""
    version = versions_in_scope().filter(pk=escalation_version_id).first()
    if version is None:
        raise Http404
    need(request, may, tenant_id=version.tenant_id)
    return version
