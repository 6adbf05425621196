"""Legal holds: what is held is erased by nobody and expires at no time, and says so."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.privacy.models import Hold
from kontor.tickets.domain.history import record
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.states import lock, tell
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def hold_customer(customer: Customer, *, reason: str, by: User | None) -> Hold:
    """The contact and all its tickets stay, with what lies of it on tickets of others, and what is kept of it is not
    written over. Refused without a reason, when it is held already or erased."""
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    if customer.erased_at:
        raise Refused(_("This contact was erased. There is nothing left to hold."))
    if Hold.objects.in_force().filter(customer=customer).exists():
        raise Refused(_("This contact is on legal hold already."))
    hold = _new(customer.tenant_id, reason, by)
    hold.customer = customer
    Customer.objects.filter(pk=customer.pk).update(held_at=hold.placed_at)
    return _saved(hold, by)


@transaction.atomic(savepoint=False)
def hold_ticket(ticket: Ticket, *, reason: str, by: User | None) -> Hold:
    """One ticket stays. Refused as for a contact."""
    ticket = lock(ticket)
    if ticket.erased_at:
        raise Refused(_("The content of this ticket was erased. There is nothing left to hold."))
    if Hold.objects.in_force().filter(ticket=ticket).exists():
        raise Refused(_("This ticket is on legal hold already."))
    hold = _new(ticket.tenant_id, reason, by)
    hold.ticket = ticket
    _saved(hold, by)
    record(ticket, "hold_placed", by=by)
    tell(ticket)
    return hold


@transaction.atomic(savepoint=False)
def lift_hold(hold: Hold, *, by: User | None) -> Hold:
    """From now on erasure and retention count again. Refused when it was lifted before."""
    ticket = lock(hold.ticket) if hold.ticket else None
    if hold.customer_id:
        Customer.objects.filter(pk=hold.customer_id).update(held_at=None)
    row = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if row.lifted_at:
        raise Refused(_("This hold was lifted before."))
    row.lifted_at, row.lifted_by = clock.now(), by
    row.save(update_fields=["lifted_at", "lifted_by"])
    record_change("hold lifted", row, by=by, tenant_id=row.tenant_id, label=label_of(row))
    if ticket:
        record(ticket, "hold_lifted", by=by)
        tell(ticket)
    return row


def holds_of(tenant_ids: list[int] | tuple[int, ...]) -> QuerySet[Hold]:
    """Those in force first, then those that were lifted, newest first."""
    rows = Hold.objects.filter(tenant_id__in=tenant_ids).select_related("tenant", "customer", "ticket", "placed_by")
    return rows.order_by("-placed_at", "-id")


def hold_of_customer(customer: Customer) -> Hold | None:
    return Hold.objects.in_force().filter(customer=customer).select_related("placed_by").first()


def label_of(hold: Hold) -> str:
    """What is held, by its number: names are not written down where they could not be erased."""
    if hold.ticket:
        return format_number(hold.ticket.number)
    return _("Contact %(number)s") % {"number": hold.customer_id}


def _new(tenant_id: int, reason: str, by: User | None) -> Hold:
    reason = one_line(reason)[:300]
    if not reason:
        raise Refused(_("Say why: a hold without a reason cannot be judged later."))
    return Hold(tenant_id=tenant_id, reason=reason, placed_by=by, placed_at=clock.now())


def _saved(hold: Hold, by: User | None) -> Hold:
    hold.save()
    record_change("hold placed", hold, by=by, tenant_id=hold.tenant_id, label=label_of(hold))
    return hold
