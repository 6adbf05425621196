"""The token of a telephone system that posts its events: made anew, and shown once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kontor.calls.domain.phone_systems import renew_token
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import WRITE, get_system
from kontor.supervisor.phone_systems.views import answer, open_system
from kontor.ui.htmx import message

EXAMPLE = "curl -d event=newCall -d callId=test-1 -d direction=in -d from=4940123456 -d to=4940654321"
"""Posts an event in the generic form."""


@never_cache
@require_POST
def renew(request: DeskRequest, system_id: int) -> HttpResponse:
    """The page with the new address: it is nowhere to be seen again, so this is no redirect."""
    system = get_system(request, system_id, may=WRITE)
    token = renew_token(system, by=request.user)
    system.refresh_from_db()
    message(request, _("There is a new token. What the telephone system had until now is refused."))
    request.method = "GET"  # the mask's own form was not posted
    mask = open_system(request, system, "connection")
    address = post_address(request, token)
    return answer(request, mask, post_url=address, example=f"{EXAMPLE} {address}")


def post_address(request: DeskRequest, token: str) -> str:
    """Where the telephone system posts its events."""
    house = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return f"{house}/calls/{token}/"
