"""The door to rules: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.rule_queries import (
    dry_runs_in_scope,
    keyword_sets_in_scope,
    rules_in_scope,
    tenants_in_scope,
    versions_in_scope,
)
from kontor.routing.models import CategoryRule, DryRun, KeywordSet, RuleVersion
from kontor.supervisor.doors import need
from kontor.tenants.models import Tenant


def get_rule(request: DeskRequest, rule_id: int, *, may: str) -> CategoryRule:
    """A rule with tenant, category and account."""
    rule = rules_in_scope().filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    need(request, may, tenant_id=rule.tenant_id)
    return rule


def get_keyword_set(request: DeskRequest, set_id: int, *, may: str) -> KeywordSet:
    """A keyword set with its tenant."""
    row = keyword_sets_in_scope().filter(pk=set_id).first()
    if row is None:
        raise Http404
    need(request, may, tenant_id=row.tenant_id)
    return row


def get_version(request: DeskRequest, version_id: int, *, may: str) -> RuleVersion:
    """A version of a tenant's rules, with who made and who activated it."""
    version = versions_in_scope().filter(pk=version_id).first()
    if version is None:
        raise Http404
    need(request, may, tenant_id=version.tenant_id)
    return version


def get_dry_run(request: DeskRequest, run_id: int, *, may: str) -> DryRun:
    """A dry run with its tenant and who started it."""
    run = dry_runs_in_scope().filter(pk=run_id).first()
    if run is None:
        raise Http404
    need(request, may, tenant_id=run.tenant_id)
    return run


def get_tenant(request: DeskRequest, tenant_id: int, *, may: str) -> Tenant:
    """A tenant whose rules the person may look at."""
    tenant = tenants_in_scope().filter(pk=tenant_id).first()
    if tenant is None:
        raise Http404
    need(request, may, tenant_id=tenant.pk)
    return tenant


def sees_general_accounts(request: DeskRequest) -> bool:
    """Whose right holds for the installation sees every rule, so general accounts can be judged."""
    return request.access.may("categories.read", tenant_id=0)
