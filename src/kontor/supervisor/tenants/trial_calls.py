"""The test call of the tab "Call Connector App": one's own phone rings, and one sees which number was shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.calls.domain import placing
from kontor.calls.domain.telephony import test_calls_of
from kontor.calls.failures import failure_in_words
from kontor.calls.models import Call
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import is_there
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.access import get_tenant
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect, wants_fragment

TEMPLATE = "supervisor/tenants/_test_call.html"
TAB = "call-connector"


class TestCallForm(forms.Form):
    """Whom to call."""

    called = forms.CharField(
        label=_("Number to call"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("Best a phone beside you that shows the number. First your own phone rings."),
        error_messages={"required": _("Enter the number that is to be called.")},
    )


@require_POST
def begin(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """With the saved settings, from the phone of whoever asks for it."""
    tenant = _tenant(request, tenant_id, may="tenants.write")
    form = TestCallForm(request.POST)
    made: list[Call] = []
    if form.is_valid():
        saves(
            form,
            lambda: made.append(placing.place(request.user, form.cleaned_data["called"], tenant=tenant, test=True)),
        )
    if not wants_fragment(request):
        if not made:
            message(request, next(iter(form.errors.values()))[0], "near")
        return redirect(request, f"{_tab(tenant)}#test-call")
    return fragment(request, TEMPLATE, _context(tenant, form, made[0] if made else None), status=200 if made else 422)


@require_GET
def progress(request: DeskRequest, tenant_id: int, call_id: int) -> HttpResponse:
    """How the test call goes; only one's own."""
    tenant = _tenant(request, tenant_id, may="tenants.write")
    call = test_calls_of(request.user, tenant).filter(pk=call_id).first()
    if call is None:
        raise Http404
    if not wants_fragment(request):
        return redirect(request, f"{_tab(tenant)}#test-call")
    return fragment(request, TEMPLATE, _context(tenant, TestCallForm(), call))


def trial_context(request: DeskRequest, tenant: Tenant) -> dict[str, Any]:
    """The form, and the last test call of the person who looks."""
    return _context(tenant, TestCallForm(), test_calls_of(request.user, tenant).first())


def _context(tenant: Tenant, form: TestCallForm, call: Call | None) -> dict[str, Any]:
    failure = failure_in_words(call) if call else ""
    return {"tenant": tenant, "test_form": form, "test_call": call, "test_failure": failure, "may_write": True}


def _tenant(request: DeskRequest, tenant_id: int, *, may: str) -> Tenant:
    tenant: Tenant = get_tenant(request, tenant_id, may=may)
    if not is_there(request):
        raise Http404
    return tenant


def _tab(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:tab", args=[tenant.pk, TAB])
