"""Which entries of the audit log somebody sees."""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.audit.domain.queries import entries
from kontor.audit.models import AuditEntry
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.tenants.scope import INSTALLATION

READ, EXPORT = "audit.read", "audit.export"


def entries_of(request: DeskRequest, *, may: str) -> QuerySet[AuditEntry]:
    """Those of the tenants in which the person has the right, and the installation's; 403 without any."""
    need_anywhere(request, may)
    installation = request.access.may(may, tenant_id=INSTALLATION)
    return entries(tenant_ids=request.access.tenants_with(may), installation=installation)
