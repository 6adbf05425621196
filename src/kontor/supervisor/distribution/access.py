"""The door to whom something is given: people of one's tenants; anybody else is 404. Tickets are linked for those who
may read them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.tickets.domain.queries import visible_to

READ = "routing.read"
CHANGE = "states.write"


def people_here(request: DeskRequest, *, may: str = READ) -> list[User]:
    """Who works some category of the tenants in which one has the right."""
    tenants = request.access.tenants_with(may)
    rows = User.objects.living().filter(active=True, memberships__tenant_id__in=tenants)
    return list(rows.distinct().order_by("sort_key"))


def get_person(request: DeskRequest, user_id: int, *, may: str = READ) -> User:
    person = next((each for each in people_here(request, may=may) if each.pk == user_id), None)
    if person is None:
        raise Http404
    return person


def readable(request: DeskRequest, ticket_ids: Iterable[int]) -> set[int]:
    """Those of them that the person may open at the desk."""
    return set(visible_to(request.access).filter(pk__in=list(ticket_ids)).values_list("pk", flat=True))
