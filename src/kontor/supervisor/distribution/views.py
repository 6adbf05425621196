"""Who is given what next, and why: for one person the next twenty. Their state can be changed here too."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.people.domain.availability import BY_HAND, shown_state, states_of
from kontor.people.enums import Availability
from kontor.people.models import User
from kontor.routing.domain.next_for import outlook
from kontor.routing.domain.next_words import lines_of
from kontor.routing.domain.readiness import become
from kontor.supervisor.distribution.access import CHANGE, READ, get_person, people_here, readable
from kontor.supervisor.distribution.desks import desk_of
from kontor.supervisor.doors import need_anywhere
from kontor.ui.htmx import fragment, message, redirect

TEMPLATE = "supervisor/distribution/show.html"


class StateForm(forms.Form):
    state = forms.TypedChoiceField(choices=[(each.value, each.label) for each in BY_HAND], coerce=Availability)


@require_GET
def outlooks(request: DeskRequest) -> HttpResponse:
    """Choose a person; below what waits for them, in its order."""
    need_anywhere(request, READ)
    people = people_here(request)
    person = _chosen(request, people)
    found = outlook(person, request.access.category_ids(READ)) if person else None
    shown = shown_state(states_of(person).values()) if person else None
    lines = lines_of(found, person) if found and person else []
    context = {
        "people": people,
        "person": person,
        "desk": desk_of(found.agent, request.access) if found and found.agent else None,
        "lines": lines,
        "readable": readable(request, [line.row.id for line in lines]),
        "state": Availability(shown.availability) if shown else Availability.BUSY,
        "states": BY_HAND,
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
