"""Marks of loans that are over, such as a race may leave."""

from __future__ import annotations

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.lent import mark_lent
from kontor.tickets.domain.stray_marks import take_stray_marks
from kontor.tickets.models import Attachment, HistoryEntry, Message, Ticket
from kontor.tickets.tasks import take_stray_marks as job
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


def test_marks_stay_where_the_ticket_is_lent_and_nowhere_else(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    lent, back, theirs = make_ticket(billing), make_ticket(billing), make_ticket(claims)
    with in_scope(nordlicht):
        for ticket in (lent, back):
            Attachment.objects.create(
                tenant_id=nordlicht.pk,
                message=ticket.messages.get(),
                blob=keep(b"x", tenant_id=nordlicht.pk),
                filename="x",
                content_type="text/plain",
                size=1,
            )
    with everywhere():
        Ticket.objects.filter(pk=lent.pk).update(lent_to=alpina, lent_category=claims)
        for ticket, borrower in ((lent, alpina), (back, alpina), (theirs, nordlicht)):
            mark_lent([ticket.pk], borrower.pk, notes=True, history=True)

    with in_scope(nordlicht):
        job(tenant_id=nordlicht.pk)
        again = take_stray_marks(nordlicht.pk)

    with everywhere():
        marked = {
            ticket.pk: {
                *HistoryEntry.objects.filter(ticket=ticket).values_list("lent_to", flat=True),
                *Message.objects.filter(ticket=ticket).values_list("lent_to", flat=True),
                *Attachment.objects.filter(message__ticket=ticket).values_list("lent_to", flat=True),
            }
            for ticket in (lent, back, theirs)
        }
    assert (again, marked) == (0, {lent.pk: {alpina.pk}, back.pk: {None}, theirs.pk: {nordlicht.pk}})
