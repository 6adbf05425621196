"""How a tenant came about: by a form that came twice, or like another one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import every_tenant, scope

CREATED_LIKE = "created like another"
JUST_NOW = timedelta(minutes=5)


def created_just_now(
    *, name: str, code: str, person: User, action: str = "created", changes: dict[str, Any] | None = None
) -> Tenant | None:
    """The living tenant of this name that the person has created a moment ago; with ``changes``, in just this way."""
    with scope(*every_tenant()):
        made = Tenant.objects.living().filter(code=code.strip().upper(), name_key=one_line(name).casefold()).first()
        if made is None:
            return None
        rows = AuditEntry.objects.filter(tenant=made, kind=Tenant._meta.label_lower, object_id=made.pk, action=action)
        rows = rows.filter(actor=person, at__gt=clock.now() - JUST_NOW)
        return made if rows.filter(changes__contains=changes or {}).exists() else None


def pattern_of(tenant: Tenant) -> str:
    """The name that the other one had, where this tenant was created like another one and that is still on record."""
    rows = AuditEntry.objects.filter(tenant=tenant, kind=Tenant._meta.label_lower, object_id=tenant.pk)
    made = rows.filter(action=CREATED_LIKE).values_list("changes", flat=True).first()
    return str(made["like"][1]).rpartition(" (")[0] if made else ""
