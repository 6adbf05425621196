"""One's own absences: planned in a tab of the profile, changed on a page of their own, called off."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.entrance.absence_form import AbsenceForm
from kontor.entrance.doors import without_tenant
from kontor.org.middleware import DeskRequest
from kontor.people.domain.absences import absences_to_come, call_off, change_absence
from kontor.people.models import Absence
from kontor.routing.domain.standing_in import begin_at_once
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.saving import saves

TEMPLATE = "entrance/absence.html"


@without_tenant
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, absence_id: int) -> HttpResponse:
    absence = _own(request, absence_id)
    posted = request.POST if request.method == "POST" else None
    form = AbsenceForm(posted, user=request.user, tenants=request.access.tenants, absence=absence)
    version = request.POST.get("version", "")
    shown = int(version) if version.isdecimal() and len(version) < 10 else absence.version

    def change() -> Absence:
        return change_absence(absence, **form.values, version=shown, by=request.user)

    if form.is_bound and form.is_valid() and saves(form, lambda: begin_at_once(change())):
        message(request, _("The absence is saved."))
        return redirect(request, back())
    context = {"form": form, "absence": absence, "version": shown, "back": back()}
    return fragment(request, TEMPLATE, context, status=422 if form.is_bound else 200)


@without_tenant
@require_POST
def end(request: DeskRequest, absence_id: int) -> HttpResponse:
    """Cancel one that has not begun; be back before the time."""
    absence = _own(request, absence_id)
    ended = call_off(absence, by=request.user)
    message(request, _("Welcome back. The absence is over.") if ended else _("The absence is cancelled."))
    return redirect(request, back())


def back() -> str:
    return reverse("profile-tab", args=["absences"])


def _own(request: DeskRequest, absence_id: int) -> Absence:
    absence = absences_to_come([request.user]).filter(pk=absence_id).first()
    if absence is None:
        raise Http404
    return absence
