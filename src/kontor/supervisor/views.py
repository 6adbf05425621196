"""The way in: whoever opens ``/supervisor/`` gets the first place they may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import redirect
from kontor.ui.navigation import Navigation


def index(request: DeskRequest) -> HttpResponse:
    navigation = Navigation(request)
    places = [place for group in navigation.menu_of("administration") for place in group.places]
    if not places:
        raise PermissionDenied
    return redirect(request, places[0].url)
