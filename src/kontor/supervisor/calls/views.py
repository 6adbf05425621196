"""Call records: the list, one of them, its recording."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.calls.domain.ending_by_hand import can_be_ended, end_for_others
from kontor.calls.domain.recorded import MOST_COUNTED, events_of, parties_of, totals_of, with_details
from kontor.calls.domain.recordings import is_web_address, open_recording
from kontor.calls.models import Call
from kontor.org.middleware import DeskRequest
from kontor.supervisor.calls.access import END, EXPORT, LISTEN, call_for, calls_of, get_call
from kontor.supervisor.calls.course import course_of
from kontor.supervisor.calls.lists import days_of, ticket_link
from kontor.supervisor.calls.lists import records as listing_for
from kontor.supervisor.calls.words import ended_how, number_of, own_number_of, totals_in_words, why
from kontor.ui.htmx import fragment, message, redirect

FOLDER = "supervisor/calls"


@require_GET
def records(request: DeskRequest) -> HttpResponse:
    rows, days = calls_of(request), days_of(request)
    view = listing_for(request).view(request, with_details(days.narrow(rows)))
    context = {
        "listing": view,
        "call_for": call_for(request),
        "days": days,
        "totals": totals_in_words(totals_of(view.narrowed), MOST_COUNTED),
        "tools_template": f"{FOLDER}/_tools.html",
        "export_url": _export_url(request),
        "empty_title": _("No calls yet"),
        "empty_text": _("Every call that a telephone system tells of stands here, whoever took it."),
    }
    return fragment(request, f"{FOLDER}/list.html", context, partial="ui/table.html")


@require_GET
def show(request: DeskRequest, call_id: int) -> HttpResponse:
    call = get_call(request, call_id)
    parties = parties_of(call)
    context = {
        "call": call,
        "number": number_of(call),
        "call_for": call_for(request),
        "own_number": own_number_of(call),
        "outcome": ended_how(call),
        "why": why(call),
        "customer": _customer(request, call),
        "ticket": ticket_link(request, call),
        "parties": parties,
        "course": course_of(events_of(call), parties, call.tenant.country),
        "may_end": can_be_ended(call) and request.access.may(END, tenant_id=call.tenant_id),
        "may_listen": _has_recording(call) and request.access.may(LISTEN, tenant_id=call.tenant_id),
    }
    return fragment(request, f"{FOLDER}/show.html", context)


@require_http_methods(["GET", "POST"])
def recording(request: DeskRequest, call_id: int) -> HttpResponse:
    """To the recording, where the telephone system keeps it; that it was opened is written down first."""
    call = get_call(request, call_id, may=LISTEN)
    if not _has_recording(call):
        raise Http404
    answer = HttpResponseRedirect(open_recording(call, by=request.user))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_POST
def over(request: DeskRequest, call_id: int) -> HttpResponse:
    """A call has ended, and its telephone system did not tell."""
    end_for_others(get_call(request, call_id, may=END), by=request.user)
    message(request, _("Noted. The call ends in a moment."))
    return redirect(request, reverse("supervisor:calls:show", args=[call_id]))


def _has_recording(call: Call) -> bool:
    return is_web_address(call.recording_url)


def _customer(request: DeskRequest, call: Call) -> dict[str, Any] | None:
    if call.customer is None or not request.access.may("contacts.read", tenant_id=call.tenant_id):
        return None
    here = call.tenant_id in {tenant.id for tenant in request.tenants}
    url = reverse("desk:contacts:show", args=[call.customer_id]) if here else ""
    return {"name": call.customer.name or number_of(call), "url": url}


def _export_url(request: DeskRequest) -> str:
    """Where what is shown is handed out; "" for those who may not."""
    if not request.access.may_anywhere(EXPORT):
        return ""
    query = request.GET.urlencode()
    return reverse("supervisor:calls:export") + (f"?{query}" if query else "")
