"""What can be chosen for several tickets at once: what all of them have in common."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.routing.domain.assign import colleagues_for
from kontor.tickets.models import Ticket


def categories_of(tickets: Sequence[Ticket]) -> QuerySet[Category]:
    """Where the tickets may be moved; nothing when they belong to several tenants."""
    tenants = {ticket.tenant_id for ticket in tickets}
    if len(tenants) != 1:
        return Category.objects.none()
    rows = Category.objects.living().filter(tenant_id=tenants.pop(), recategorization_destination=True)
    return rows.select_related("main_category").order_by("main_category__sort_key", "sort_key")


def agents_for(tickets: Sequence[Ticket]) -> QuerySet[User]:
    """Who works the categories of all the tickets."""
    colleagues = colleagues_for(sorted({ticket.place_category_id for ticket in tickets}))
    return User.objects.filter(pk__in=[user.pk for user in colleagues])


def closing_codes_of(tickets: Sequence[Ticket]) -> QuerySet[ClosingCode]:
    """The closing codes that every category of the tickets knows."""
    rows = ClosingCode.objects.living()
    for category_id in {ticket.category_id for ticket in tickets}:
        rows = rows.filter(categories__id=category_id)
    return rows.distinct()
