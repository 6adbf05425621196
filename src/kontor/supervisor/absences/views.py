"""Who is away from today until the end of next week, and everything that is planned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.answers.domain.queries import begun_answers
from kontor.kernel import clock
from kontor.kernel.text import whole_number
from kontor.org.middleware import DeskRequest
from kontor.people.domain.absences import call_off, change_absence, on_days, plan_absence, stand_ins
from kontor.people.models import Absence, User
from kontor.routing.domain.standing_in import begin_at_once
from kontor.routing.domain.standing_in_words import where_they_went
from kontor.supervisor.absences.access import WRITE, absences_here, get_absence, people_here
from kontor.supervisor.absences.forms import AbsenceForm, NewAbsenceForm
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.saving import saves
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect

LIST = "supervisor:absences:list"
FORM = "supervisor/absences/edit.html"


@dataclass(frozen=True)
class Line:
    """``substitute`` is a name one may read, "" for nobody; ``instead`` says who gets it while they are away too."""

    absence: Absence
    substitute: str
    running: bool
    instead: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    lines: list[Line]


@require_GET
def absences(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    lines = {line.absence.pk: line for line in _lines(request, absences_here(request))}
    today = timezone.localdate(clock.now())
    found = on_days([line.absence for line in lines.values()], today, today + timedelta(days=13 - today.weekday()))
    context = {
        "days": [Day(day, [lines[row.pk] for row in rows]) for day, rows in found.items()],
        "today": today,
        "lines": list(lines.values()),
    }
    return fragment(request, "supervisor/absences/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """``?user=`` is the person that is chosen already."""
    need_anywhere(request, WRITE)
    posted = request.POST if request.method == "POST" else None
    form = NewAbsenceForm(posted, people=people_here(request), user_id=whole_number(request.GET.get("user", "")))

    def plan() -> Absence:
        return plan_absence(form.cleaned_data["user"], **form.values, by=request.user)

    return _save(request, form, plan, {"title": _("Plan an absence")})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, absence_id: int) -> HttpResponse:
    absence = get_absence(request, absence_id)
    people = people_here(request)
    form = AbsenceForm(request.POST if request.method == "POST" else None, people=people, absence=absence)
    entered = request.POST.get("version", "")
    version = int(entered) if entered.isdecimal() and len(entered) < 10 else absence.version

    def change() -> Absence:
        return change_absence(absence, **form.values, version=version, by=request.user)

    more = {"title": _("Absence of %(name)s") % {"name": absence.user.name}, "absence": absence, "version": version}
    return _save(request, form, change, more)


@require_POST
def end(request: DeskRequest, absence_id: int) -> HttpResponse:
    """Cancel one that has not begun; end one that has."""
    absence = get_absence(request, absence_id)
    ended = call_off(absence, by=request.user)
    sentence = _("The absence of %(name)s is over.") if ended else _("The absence of %(name)s is cancelled.")
    message(request, sentence % {"name": absence.user.name})
    return redirect(request, reverse(LIST))


def _save(
    request: DeskRequest, form: AbsenceForm, verb: Callable[[], Absence], context: dict[str, object]
) -> HttpResponse:
    left: list[Ticket] = []
    if form.is_bound and form.is_valid() and saves(form, lambda: left.extend(begin_at_once(verb()))):
        message(request, " ".join([_("The absence is saved."), *_what_left(request, left)]))
        return redirect(request, reverse(LIST))
    return fragment(request, FORM, {"form": form, **context}, status=422 if form.is_bound else 200)


def _what_left(request: DeskRequest, tickets: list[Ticket]) -> list[str]:
    """Of the desk that is cleared now: where its tickets went, as far as one plans absences there."""
    here = [ticket for ticket in tickets if ticket.place_tenant_id in request.access.tenants_with(WRITE)]
    known = set(people_here(request).values_list("pk", flat=True)) if here else set()
    said = where_they_went(here, name_of=lambda person: _name_of(person, known))
    begun = begun_answers(here[0].last_owner, here) if here and here[0].last_owner else 0
    if begun:
        words = ngettext(
            "%(count)s begun answer can be read by whoever has the ticket.",
            "%(count)s begun answers can be read by whoever has the tickets.",
            begun,
        )
        said.append(words % {"count": begun})
    return said


def _lines(request: DeskRequest, rows: Iterable[Absence]) -> list[Line]:
    """A substitute who works in no tenant of one's own is not named."""
    known, now, listed = set(people_here(request).values_list("pk", flat=True)), clock.now(), list(rows)
    present = stand_ins([row.user_id for row in listed if row.since <= now])
    return [
        Line(row, _name_of(row.substitute, known), row.since <= now, _instead(row, present, known)) for row in listed
    ]


def _instead(row: Absence, present: dict[int, User | None], known: set[int]) -> str:
    if row.substitute is None or present.get(row.user_id, row.substitute) == row.substitute:
        return ""
    name = _name_of(present[row.user_id], known)
    return _("away too: %(name)s") % {"name": name} if name else _("away too: to the queue")


def _name_of(substitute: User | None, known: set[int]) -> str:
    if substitute is None:
        return ""
    return substitute.name if substitute.pk in known else _("somebody of another tenant")
