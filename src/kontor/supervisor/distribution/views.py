"""Who is given what next, and why: for one person the next twenty. Their state can be changed here too."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.people.domain.availability import shown_state, states_of
from kontor.people.enums import Availability
from kontor.people.models import User
from kontor.routing.domain.choosing import Obstacle
from kontor.routing.domain.next_for import Outlook, Prospect, outlook
from kontor.routing.domain.readiness import become
from kontor.supervisor.distribution.access import CHANGE, READ, get_person, people_here
from kontor.supervisor.doors import need_anywhere
from kontor.tickets.domain.listing import ListedTicket, listed
from kontor.ui.htmx import fragment, message, redirect

TEMPLATE = "supervisor/distribution/show.html"


class StateForm(forms.Form):
    state = forms.TypedChoiceField(choices=Availability.choices, coerce=Availability)


@dataclass(frozen=True)
class Line:
    """One of the next twenty: ``because`` is a sentence, ``theirs`` says that the person would be given it now."""

    row: ListedTicket
    category: str
    theirs: bool
    because: str


@require_GET
def outlooks(request: DeskRequest) -> HttpResponse:
    """Choose a person; below what waits for them, in its order."""
    need_anywhere(request, READ)
    people = people_here(request)
    person = _chosen(request, people)
    found = outlook(person, request.access.category_ids(READ)) if person else None
    shown = shown_state(states_of(person).values()) if person else None
    context = {
        "people": people,
        "person": person,
        "agent": found.agent if found else None,
        "lines": _lines(found, person) if found and person else [],
        "state": Availability(shown.availability) if shown else Availability.BUSY,
        "states": Availability,
        "may_change": person is not None and person in people_here(request, may=CHANGE),
    }
    return fragment(request, TEMPLATE, context)


@require_POST
def change_state(request: DeskRequest, user_id: int) -> HttpResponse:
    """Change what somebody else is. Refused when they are not signed in."""
    need_anywhere(request, CHANGE)
    person = get_person(request, user_id, may=CHANGE)
    form = StateForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose a state."))
    become(person, form.cleaned_data["state"], by=request.user)
    label = form.cleaned_data["state"].label
    message(request, _("%(name)s: the state is “%(state)s” now.") % {"name": person.name, "state": label})
    return redirect(request, f"{reverse('supervisor:distribution:show')}?{urlencode({'agent': person.pk})}")


def _chosen(request: DeskRequest, people: list[User]) -> User | None:
    wanted = request.GET.get("agent", "")
    if not wanted:
        return next((each for each in people if each.pk == request.user.pk), people[0] if people else None)
    person = next((each for each in people if str(each.pk) == wanted), None)
    if person is None:
        raise Http404
    return person


def _lines(found: Outlook, person: User) -> list[Line]:
    rows = {row.id: row for row in listed([prospect.ticket.id for prospect in found.prospects])}
    return [
        Line(
            rows[prospect.ticket.id],
            prospect.category,
            prospect.receiver is not None and prospect.receiver.id == person.pk,
            _because(prospect, person),
        )
        for prospect in found.prospects
        if prospect.ticket.id in rows
    ]


def _because(prospect: Prospect, person: User) -> str:
    if prospect.receiver is not None and prospect.receiver.id == person.pk:
        return _("Is given to %(name)s now.") % {"name": person.name}
    if prospect.obstacle is not None:
        return _hindrances()[prospect.obstacle]
    if prospect.receiver is not None:
        return _("Goes to %(name)s, who knows the customer or has more room.") % {"name": prospect.receiver.name}
    return _("Others come first, or it waits for whoever knows the customer.")


def _hindrances() -> dict[Obstacle, str]:
    return {
        Obstacle.AWAY: _("The person is away: an absence is planned."),
        Obstacle.NOT_READY: _("Not now: the person is not ready."),
        Obstacle.NO_ROOM: _("Not now: there is no room on the desk."),
        Obstacle.NOT_THEIRS: _("Not one of the person's categories."),
        Obstacle.LANGUAGE: _("The person does not know its language."),
        Obstacle.TAGS: _("The person lacks one of its tags."),
        Obstacle.LOCATION: _("The category is worked at another location."),
        Obstacle.GIVEN_UP: _("The person gave it back or did not open it a short time ago."),
        Obstacle.NO_PUSH: _("The category is not distributed: it has to be taken."),
    }
