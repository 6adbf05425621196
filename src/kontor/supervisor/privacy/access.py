"""The door to privacy: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.privacy.domain.asking import erasures_of
from kontor.privacy.domain.holds import holds_of
from kontor.privacy.models import Erasure, Hold
from kontor.supervisor.doors import need, need_anywhere
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.models import Ticket

READ, WRITE = "privacy.read", "privacy.write"


def get_erasure(request: DeskRequest, erasure_id: int, *, may: str = READ) -> Erasure:
    erasure = Erasure.objects.select_related("tenant", "asked_by").filter(pk=erasure_id).first()
    if erasure is None:
        raise Http404
    need(request, may, tenant_id=erasure.tenant_id or INSTALLATION)
    return erasure


def get_tenant(request: DeskRequest, tenant_id: int) -> Tenant:
    tenant = Tenant.objects.living().filter(pk=tenant_id).first()
    if tenant is None:
        raise Http404
    need(request, READ, tenant_id=tenant.pk)
    return tenant


def readable_erasures(request: DeskRequest) -> QuerySet[Erasure]:
    need_anywhere(request, READ)
    return erasures_of(request.access.tenants_with(READ), installation=sees_installation(request))


def readable_holds(request: DeskRequest) -> QuerySet[Hold]:
    need_anywhere(request, READ)
    return holds_of(request.access.tenants_with(READ))


def ticket_to_hold(request: DeskRequest, number: str) -> Ticket | None:
    """The ticket with this number, if it belongs to a tenant in which the person may place holds."""
    value = parse_number(number)
    rows = Ticket.objects.filter(tenant_id__in=request.access.tenants_with(WRITE))
    return rows.filter(number=value).first() if value else None


def sees_installation(request: DeskRequest) -> bool:
    """What belongs to no tenant is shown to whoever has the right for the whole installation."""
    return request.access.may(READ, tenant_id=INSTALLATION)


def tenants_here(request: DeskRequest) -> list[Tenant]:
    need_anywhere(request, READ)
    return list(Tenant.objects.living().filter(pk__in=request.access.tenants_with(READ)))
