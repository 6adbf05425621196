"""The way from a thing's mask to what was changed on it."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse

from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant


def history_url(request: DeskRequest, thing: Model) -> str:
    """The audit log narrowed to this thing; "" for those who may not read it."""
    tenant_id = thing.pk if isinstance(thing, Tenant) else getattr(thing, "tenant_id", None)
    access = request.access
    if not (access.may_anywhere("audit.read") if tenant_id is None else access.may("audit.read", tenant_id=tenant_id)):
        return ""
    return reverse("supervisor:audit:of", args=[thing._meta.label_lower, thing.pk])
