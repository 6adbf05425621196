"""A contact is to be erased: asking for it, taking that back, and what speaks against it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.privacy.domain.holds import hold_of_customer
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Erasure
from kontor.tenants.scope import INSTALLATION

ERASE = "kontor.privacy.tasks.erase"


@transaction.atomic(savepoint=False)
def ask_erasure(customer: Customer, *, reason: str, by: User | None) -> Erasure:
    """Begin to erase the contact with everything that is kept of it. What is being worked on waits until it is done.

    Refused without a reason, while the contact is held, and when it is being erased or is erased already.
    """
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    reason = one_line(reason)[:300]
    if not reason:
        raise Refused(_("Say why the contact is erased: the certificate names the reason."))
    if customer.erased_at:
        raise Refused(_("This contact was erased before."))
    hold = hold_of_customer(customer)
    if hold:
        raise Refused(
            _("This contact is on legal hold: %(reason)s. Nothing is erased before the hold is lifted.")
            % {"reason": hold.reason}
        )
    if erasure_of(customer.pk, customer.tenant_id):
        raise Refused(_("This contact is being erased already."))
    erasure = Erasure.objects.create(
        tenant_id=customer.tenant_id,
        kind=ErasureKind.CONTACT,
        contact=customer.pk,
        reason=reason,
        asked_by=by,
        asked_at=clock.now(),
    )
    record_change("erasure asked for", erasure, by=by, tenant_id=customer.tenant_id, label=label_of(erasure))
    go_on(erasure)
    return erasure


@transaction.atomic(savepoint=False)
def cancel_erasure(erasure: Erasure, *, by: User | None) -> Erasure:
    """Nothing more is erased. What went already is gone, and the row says how much that was. Refused at the end."""
    row = Erasure.objects.unfinished().select_for_update(of=("self",)).filter(pk=erasure.pk).first()
    if row is None:
        raise Refused(_("This erasure is over already."))
    row.state, row.ended_at, row.waits_for = ErasureState.CANCELED, clock.now(), []
    row.save(update_fields=["state", "ended_at", "waits_for"])
    record_change("erasure canceled", row, by=by, tenant_id=row.tenant_id, label=label_of(row))
    return row


def erasure_of(customer_id: int, tenant_id: int) -> Erasure | None:
    """The erasure of this contact that goes on."""
    rows = Erasure.objects.unfinished().filter(tenant_id=tenant_id, kind=ErasureKind.CONTACT, contact=customer_id)
    return rows.first()


def erasures_of(tenant_ids: list[int] | tuple[int, ...], *, installation: bool = False) -> QuerySet[Erasure]:
    """All of these tenants, and those of the installation if wished, newest first."""
    found = Q(tenant_id__in=tenant_ids) | (Q(tenant=None) if installation else Q())
    return Erasure.objects.filter(found).select_related("tenant", "asked_by")


def go_on(erasure: Erasure) -> None:
    """Have a worker take the next steps. One that waits already is enough."""
    job = app.configure_task(ERASE, queue="upkeep", priority=-5)
    job.defer(tenant_id=erasure.tenant_id or INSTALLATION, erasure_id=erasure.pk)


def label_of(erasure: Erasure) -> str:
    """By the contact's number: a name in the log could not be forgotten."""
    return str(erasure.contact or erasure.pk)
