"""Testing the line to an Asterisk: a worker does it, the page watches."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from kontor.calls.domain.connection_tests import ask_for_test, shown_test
from kontor.calls.models import PhoneSystem
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import READ, WRITE, get_system
from kontor.supervisor.phone_systems.views import tab_url
from kontor.ui.htmx import fragment, redirect, wants_fragment

TEMPLATE = "supervisor/phone_systems/_test.html"


@require_POST
def begin(request: DeskRequest, system_id: int) -> HttpResponse:
    """With the saved settings; what is entered and not saved is not tried."""
    system = get_system(request, system_id, may=WRITE)
    ask_for_test(system, language=get_language() or "")
    return _progress(request, system)


@require_GET
def progress(request: DeskRequest, system_id: int) -> HttpResponse:
    return _progress(request, get_system(request, system_id, may=READ))


def _progress(request: DeskRequest, system: PhoneSystem) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(request, f"{tab_url(system, 'connection')}#line-test")
    return fragment(request, TEMPLATE, {"system": system, "test": shown_test(system), "by_htmx": True})
