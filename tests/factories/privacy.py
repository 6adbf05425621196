from __future__ import annotations

from typing import Any

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.privacy.domain.certificates import certify
from kontor.privacy.domain.holds import hold_customer
from kontor.privacy.enums import DisclosureState, ErasureKind, ErasureState
from kontor.privacy.models import Disclosure, Erasure, Hold
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Ticket
from tests.support.scoping import in_scope


def make_erasure(tenant: Tenant | None, contact: int | None = 9_999, **values: Any) -> Erasure:
    """One that is done, with its certificate; without a tenant it is the installation's."""
    with in_scope(tenant or INSTALLATION):
        erasure = Erasure(
            tenant=tenant,
            contact=contact,
            asked_at=clock.now(),
            counts={"tickets.Message": {"rows": 3, "digest": "ab" * 32}},
            files={"count": 2, "bytes": 2_048},
            **{"kind": ErasureKind.CONTACT, "state": ErasureState.DONE, "reason": "Article 17", **values},
        )
        if erasure.state == ErasureState.DONE:
            erasure.begun_at = erasure.ended_at = clock.now()
            certify(erasure)
        erasure.save()
    return erasure


def make_hold(customer: Customer, reason: str = "Lawsuit 12") -> Hold:
    with in_scope(customer.tenant_id):
        return hold_customer(customer, reason=reason, by=None)


def make_ticket_hold(ticket: Ticket, reason: str = "Lawsuit 12") -> Hold:
    with in_scope(ticket.tenant_id):
        return Hold.objects.create(tenant_id=ticket.tenant_id, ticket=ticket, reason=reason, placed_at=clock.now())


def make_disclosure(customer: Customer, content: bytes = b"PK") -> Disclosure:
    """One that is ready to be handed out."""
    with in_scope(customer.tenant_id):
        return Disclosure.objects.create(
            tenant_id=customer.tenant_id,
            contact=customer.pk,
            state=DisclosureState.READY,
            asked_at=clock.now(),
            made_at=clock.now(),
            until=clock.now(),
            content=keep(content, tenant_id=customer.tenant_id),
        )
