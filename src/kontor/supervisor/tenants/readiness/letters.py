"""Letters are tried anew from the tab "Readiness"."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.org.middleware import DeskRequest
from kontor.readiness.domain.letter_trials import ask_for_letter_trial
from kontor.supervisor.tenants.access import get_tenant
from kontor.ui.htmx import message, redirect


@require_POST
def attempt(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="readiness.test")
    ask_for_letter_trial(tenant)
    message(request, _("Letters are being tried. The result is on this page in a moment."))
    return redirect(request, reverse("supervisor:tenants:tab", args=[tenant.pk, "readiness"]) + "#checks-letters")
