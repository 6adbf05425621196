"""The way back from somebody else's eyes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.entrance.doors import without_tenant
from kontor.org.looking import as_oneself, stop_looking
from kontor.org.middleware import DeskRequest
from kontor.people.domain.looks import EYES
from kontor.ui.htmx import message, redirect


@as_oneself
@without_tenant
@require_POST
def end(request: DeskRequest) -> HttpResponse:
    """Back to oneself, where one came from: the person's mask."""
    looked = request.session.get(EYES)
    stop_looking(request)
    if looked is None:
        return redirect(request, "/")
    message(request, _("You look with your own eyes again."))
    return redirect(request, reverse("supervisor:users:tab", args=[looked["user"], "reach"]))


def banner(request: HttpRequest) -> str:
    """Whose eyes these are, and the way back; nothing where they are one's own."""
    if getattr(request, "looker", None) is None:
        return ""
    return render_to_string("entrance/_eyes.html", {"person": request.user}, request)
