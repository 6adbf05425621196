"""The reasons for breaks: a short list, with a field for a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.org.middleware import DeskRequest
from kontor.people.domain.availability import break_reasons
from kontor.people.domain.break_reasons import add_reason, delete_reason
from kontor.supervisor.doors import need
from kontor.supervisor.saving import saves
from kontor.ui.htmx import fragment, message, redirect

LIST = "supervisor:breaks:list"


class ReasonForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("New reason"),
        max_length=80,
        help_text=gettext_lazy("As it stands in the menu of the title bar, for example “Lunch”."),
        error_messages={"required": gettext_lazy("A reason needs a name.")},
    )


@require_http_methods(["GET", "POST"])
def reasons(request: DeskRequest) -> HttpResponse:
    need(request, "settings.write" if request.method == "POST" else "settings.read", tenant_id=0)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and saves(form, lambda: _add(request, form.cleaned_data)):
        message(request, _("“%(name)s” is on the list.") % {"name": form.cleaned_data["name"]})
        return redirect(request, reverse(LIST))
    context = {
        "reasons": break_reasons(),
        "form": form,
        "may_write": request.access.may("settings.write", tenant_id=0),
    }
    return fragment(request, "supervisor/breaks/list.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete(request: DeskRequest, reason_id: int) -> HttpResponse:
    need(request, "settings.write", tenant_id=0)
    reason = break_reasons().filter(pk=reason_id).first()
    if reason is None:
        raise Http404
    delete_reason(reason, by=request.user)
    message(request, _("“%(name)s” is not on the list any more.") % {"name": reason.name})
    return redirect(request, reverse(LIST))


def _add(request: DeskRequest, values: dict[str, Any]) -> None:
    add_reason(values["name"], by=request.user)
