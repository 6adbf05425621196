"""What is refused while somebody looks through another person's eyes: everything but looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import InternalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import ReadOnlySqlTransaction

from kontor.ui.htmx import wants_fragment
from kontor.ui.refusals import refuse

WHOSE = "Kontor-Eyes"
"""Sent by every page with what it fetches: through whose eyes it is seen."""
SAFE = ("GET", "HEAD", "OPTIONS")
PERSONAL = ("kontor.entrance.", "kontor.desk.figures.")
"""Profile, password, sign-ins, tenant choice and one's figures are a person's own: they are not shown to others."""


class OnlyLooking:
    """Stands innermost. What would change something does not happen; a page that cannot be shown without changing
    something says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        if request.method not in SAFE and getattr(request, "look_ended", False):
            return refuse(request, _("Looking through somebody else’s eyes has ended. Nothing was changed."))
        if request.method in SAFE and _is_of_others_page(request):
            return _leave_or_load_anew(request)
        if not looks(request):
            return None
        if request.method not in SAFE:
            return refuse_to_change(request)
        if view.__module__.startswith(PERSONAL) and not getattr(view, "seen_through_eyes", False):
            return _not_shown(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not looks(request) or not isinstance(exception, InternalError):
            return None
        if not isinstance(exception.__cause__, ReadOnlySqlTransaction):
            return None
        transaction.set_rollback(True)
        return _not_shown(request)


def seen_through_eyes(view: Any) -> Any:
    """A view of the entrance that shows nothing personal."""
    view.seen_through_eyes = True
    return view


def _is_of_others_page(request: HttpRequest) -> bool:
    """A part of a page is asked for that was made with other eyes than those that look now."""
    page = request.headers.get(WHOSE)
    return page is not None and wants_fragment(request) and page != (str(request.user.pk) if looks(request) else "")


def _leave_or_load_anew(request: HttpRequest) -> HttpResponse:
    """One's own page stays as it is until one sees again with one's own eyes; any other page is loaded anew."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"} if request.headers[WHOSE] else {})


def looks(request: HttpRequest) -> bool:
    return getattr(request, "looker", None) is not None


def refuse_to_change(request: HttpRequest) -> HttpResponse:
    sentence = _("You look through the eyes of %(name)s and can change nothing. End it first.")
    return refuse(request, sentence % {"name": getattr(request.user, "name", "")})


def _not_shown(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "This is not shown through the eyes of somebody else: it is personal, or opening it changes something."
    )
    if wants_fragment(request):
        return refuse(request, sentence)
    context = {"title": _("Not shown here"), "text": sentence, "status": 403}
    return render(request, "entrance/error.html", context, status=403)
