"""The panel of the person's calls, and what they do with a call."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.calls.domain import placing
from kontor.calls.domain.ending_by_hand import say_over
from kontor.calls.domain.talks import LONGEST_NOTE, finish_with_note, keep_note
from kontor.desk.phone.access import get_call, panel_changed
from kontor.desk.phone.dialog import dialog
from kontor.desk.phone.shown import panel_context
from kontor.desk.phone.switch import is_on
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import redirect, wants_fragment


class NoteForm(forms.Form):
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class TransferForm(forms.Form):
    to = forms.CharField(
        label=gettext_lazy("Extension"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


@require_GET
def calls(request: DeskRequest) -> HttpResponse:
    """Title bar and panel anew, for those who show them already: administrators without a tenant too."""
    if not is_on(request):
        return HttpResponse(status=204)
    if not wants_fragment(request):
        return redirect(request, reverse("desk:phone:dial"))
    return HttpResponse(render_to_string("desk/phone/calls.html", panel_context(request), request))


calls.needs_tenant = False  # type: ignore[attr-defined]


@require_POST
def hang_up(request: DeskRequest, own_call_id: int) -> HttpResponse:
    placing.hang_up(get_call(request, own_call_id), request.user)
    return panel_changed(request)


@require_POST
def over(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """The call has ended, and its telephone system did not tell."""
    say_over(get_call(request, own_call_id), request.user)
    return panel_changed(request)


@require_POST
def hold(request: DeskRequest, own_call_id: int) -> HttpResponse:
    placing.hold(get_call(request, own_call_id), request.user)
    return panel_changed(request)


@require_POST
def resume(request: DeskRequest, own_call_id: int) -> HttpResponse:
    placing.resume(get_call(request, own_call_id), request.user)
    return panel_changed(request)


@require_http_methods(["GET", "POST"])
def transfer(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """Give the call to another phone; one's own leaves it."""
    call = get_call(request, own_call_id)
    form = TransferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        placing.transfer(call, request.user, form.cleaned_data["to"])
        return panel_changed(request)
    url = reverse("desk:phone:transfer", args=[call.pk])
    lead = _("The other phone rings at once; you are out of the call then.")
    return dialog(request, form, url, title=_("Transfer the call"), verb=_("Transfer"), lead=lead, tenant=call.tenant)


@require_POST
def note(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """Saved while it is typed."""
    call = get_call(request, own_call_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    keep_note(call, form.cleaned_data["note"])
    return HttpResponse(status=204)


@require_POST
def finish(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """End the wrap-up before its time; what was noted stays with the ticket, or with the call."""
    call = get_call(request, own_call_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    finish_with_note(call, request.user, form.cleaned_data["note"])
    return panel_changed(request)
