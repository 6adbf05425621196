"""The way in: whoever opens ``/supervisor/`` gets the first place they may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.ui.htmx import redirect
from kontor.ui.navigation import Navigation


@require_GET
def acknowledgements(request: DeskRequest) -> HttpResponse:
    """Their texts are reply templates now; old bookmarks lead there."""
    need_anywhere(request, "templates.read")
    return redirect(request, reverse("supervisor:reply_templates:list"))


def index(request: DeskRequest) -> HttpResponse:
    navigation = Navigation(request)
    places = [place for group in navigation.menu_of("administration") for place in group.places]
    if not places:
        raise PermissionDenied
    return redirect(request, places[0].url)
