"""A ticket goes into another category of its tenant."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.domain.categories import category_stays
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import to_queue, works_category
from kontor.tickets.domain import settling
from kontor.tickets.domain.history import record, record_all
from kontor.tickets.domain.lent import require_not_lent
from kontor.tickets.domain.states import lock_as_seen, save_changes, save_changes_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def recategorize_ticket(ticket: Ticket, category: Category, *, by: User | None) -> Ticket:
    """Move the ticket. If its owner does not work the new category it returns to the queue there."""
    ticket = lock_as_seen(ticket)
    old = ticket.category
    if old.pk == category.pk:
        return ticket
    _require_allowed(ticket, old, category)
    save_changes(ticket, category=category)
    Category.objects.filter(pk=category.pk, ever_held_ticket=False).update(ever_held_ticket=True)
    record(ticket, "recategorized", by=by, old=old.name, new=category.name, old_id=old.pk, new_id=category.pk)
    settling.settle([ticket])
    _return_from_strangers([ticket], category)
    return ticket


def recategorize_locked(tickets: Collection[Ticket], category: Category) -> list[Ticket]:
    """Let Kontor move several locked tickets of the category's tenant, in a handful of statements for all of them.

    Returns those that were moved. What may not be moved, or is there already, stays where it is.
    """
    rows = Category.objects.select_related("tenant").in_bulk({category.pk, *(ticket.category_id for ticket in tickets)})
    moving = [ticket for ticket in tickets if _may_leave(ticket, rows[ticket.category_id], category)]
    if not moving or not category_stays(category.pk) or not rows[category.pk].recategorization_destination:
        return []
    before = {ticket.pk: rows[ticket.category_id] for ticket in moving}
    save_changes_to(moving, category=rows[category.pk])
    Category.objects.filter(pk=category.pk, ever_held_ticket=False).update(ever_held_ticket=True)
    record_all(
        (
            ticket,
            None,
            "recategorized",
            {"old": old.name, "new": category.name, "old_id": old.pk, "new_id": category.pk},
        )
        for ticket in moving
        for old in [before[ticket.pk]]
    )
    settling.settle(moving)
    _return_from_strangers(moving, category)
    return moving


def _may_leave(ticket: Ticket, old: Category, new: Category) -> bool:
    return ticket.is_open and not ticket.lent_to_id and old.pk != new.pk and old.recategorization_source


def _return_from_strangers(tickets: Collection[Ticket], category: Category) -> None:
    """What lies on the desk of somebody who does not work the category returns to its queue."""
    owned = [ticket for ticket in tickets if ticket.owner_id and ticket.state == TicketState.ASSIGNED]
    owners = User.objects.in_bulk({ticket.owner_id for ticket in owned})
    strangers = {pk: owner for pk, owner in owners.items() if not works_category(owner, category.pk)}
    for ticket in owned:
        if owner := strangers.get(ticket.owner_id):
            to_queue(ticket)
            record(ticket, "returned_recategorized", by=None, owner=owner.name)


def destinations(ticket: Ticket) -> QuerySet[Category]:
    """The categories the ticket may be moved into, in order of main category and name."""
    return destinations_of([ticket])


def destinations_of(tickets: Sequence[Ticket]) -> QuerySet[Category]:
    """Where these tickets of one tenant may be moved together; not the category in which all of them are. A lent one
    stays where it is."""
    if any(ticket.lent_to_id for ticket in tickets):
        return Category.objects.none()
    rows = Category.objects.living().filter(tenant_id=tickets[0].tenant_id, recategorization_destination=True)
    present = {ticket.category_id for ticket in tickets}
    if len(present) == 1:
        rows = rows.exclude(pk__in=present)
    return rows.select_related("main_category").order_by("main_category__sort_key", "sort_key")


def _require_allowed(ticket: Ticket, old: Category, new: Category) -> None:
    require_not_lent(ticket)
    if not ticket.is_open:
        raise Refused(_("This ticket is closed; its category stays."))
    if new.tenant_id != ticket.tenant_id:
        raise Refused(_("The category belongs to another tenant. Hand the ticket over instead."))
    if not old.recategorization_source:
        raise Refused(_("Tickets may not be moved out of the category “%(name)s”.") % {"name": old.name})
    if not category_stays(new.pk) or not new.recategorization_destination:
        raise Refused(_("Tickets may not be moved into the category “%(name)s”.") % {"name": new.name})
