"""The door to absences: those of people of one's tenants; anybody else's is 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.people.domain.absences import absences_to_come
from kontor.people.models import Absence, User
from kontor.routing.domain.standing_in import workers_of
from kontor.supervisor.doors import need_anywhere

WRITE = "states.write"


def people_here(request: DeskRequest) -> QuerySet[User]:
    """Who works some category of the tenants in which one plans absences."""
    return workers_of(request.access.tenants_with(WRITE))


def absences_here(request: DeskRequest) -> QuerySet[Absence]:
    """What is not over, of these people, by its beginning."""
    return absences_to_come(people_here(request))


def get_absence(request: DeskRequest, absence_id: int) -> Absence:
    need_anywhere(request, WRITE)
    absence = absences_here(request).filter(pk=absence_id).first()
    if absence is None:
        raise Http404
    return absence
