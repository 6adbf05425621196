"""The tenants in use: what of each does not work, as its checklist says."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from kontor.host.doctor.finding import Finding, good, warning
from kontor.readiness.domain.looking import look
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

ADVICE = "Administration, System, Tenants: Operational readiness"


def check_tenants() -> Iterator[Finding]:
    """What is wrong or missing, not what is merely open. One tenant at a time, each in a scope of its own."""
    for tenant_id in every_tenant():
        with scope(tenant_id, INSTALLATION), translation.override("en"):
            tenant = Tenant.objects.working().filter(pk=tenant_id).first()
            findings = _findings(tenant) if tenant else []
        yield from findings


def _findings(tenant: Tenant) -> list[Finding]:
    wrong = look(tenant).hindering
    if not wrong:
        return [good(f"Nothing is wrong with the tenant {tenant.name}.")]
    return [warning(f"The tenant {tenant.name}: {line.sentence}", ADVICE) for line in wrong]
