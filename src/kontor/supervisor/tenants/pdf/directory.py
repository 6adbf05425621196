"""Trying the output directory: whether letters can be written there, and how much room there is."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.channels.print_errors import PrintFailed
from kontor.channels.print_storage import Probe, probe
from kontor.kernel.errors import Refused
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.org.middleware import DeskRequest
from kontor.supervisor.preference_form import field_name
from kontor.supervisor.tenants.pdf.access import get_tenant
from kontor.supervisor.tenants.pdf.postage import tab_url
from kontor.ui.htmx import fragment, message, redirect, wants_fragment

FIELD = field_name(OUTPUT_DIRECTORY)


@require_POST
def attempt(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """With what stands in the form, saved or not; what is inherited where the form has no own value."""
    tenant = get_tenant(request, tenant_id, may="tenants.write")
    inherited = OUTPUT_DIRECTORY.get(request.access.system)
    directory = request.POST.get(FIELD, inherited)[:400]
    found: Probe | None = None
    trouble = ""
    try:
        found = probe(tenant.code, directory)
    except Refused as refused:
        trouble = str(refused)
    except PrintFailed as failure:
        trouble = failure.sentence
    if not wants_fragment(request):
        message(request, trouble or _("Letters can be written there."), "near" if trouble else "success")
        return redirect(request, tab_url(tenant_id, "directory"))
    context = {"found": found, "trouble": trouble}
    return fragment(request, "supervisor/tenants/pdf/_directory.html", context)
