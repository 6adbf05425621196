"""What one sees when something is missing, forbidden or broken. Nothing here asks the database."""

from __future__ import annotations

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.entrance.eyes import looks, refuse_to_change
from kontor.kernel.outages import drop_dead_connections, has_no_room, is_full, is_outage
from kontor.org.middleware import go_to
from kontor.tickets.models import FilesAway
from kontor.ui.context import THEME_COOKIE, THEMES
from kontor.ui.refusals import page_before


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whose sign-in ended while the request was on its way is led to a new one."""
    if isinstance(exception, SessionInterrupted):
        return go_to(request, reverse("sign-in"))
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, 400, _("This request cannot be understood"), _("Go back and try again. Nothing was changed."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Your roles do not include what this page needs. A supervisor or administrator can change that.")
    return _page(request, 403, _("You may not do this"), text)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Also the answer to one's own page that was open before one began to look through somebody else's eyes.

    Offers the page that sent it: to load what stands in the address now would send the same once more.
    """
    if looks(request):
        return refuse_to_change(request)
    text = _("The page was open too long or cookies are switched off. Load it again and repeat what you did.")
    return _page(request, 403, _("This page is out of date"), text, again=page_before(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("It is not there, or it belongs to a tenant you are not signed in for.")
    return _page(request, 404, _("There is nothing here"), text)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Where somebody opens what only a button sends to: from the address of a refused page, or from a tab restored."""
    text = _("Only buttons of a page lead here. Go back to that page. Nothing was changed.")
    return _page(request, 405, _("This address cannot be opened"), text)


def too_large(request: HttpRequest) -> HttpResponse:
    text = _("More was sent than Kontor takes at once. Send fewer or smaller files. Nothing was changed.")
    return _page(request, 413, _("This is too large"), text)


def no_room(request: HttpRequest) -> HttpResponse:
    text = _("The disk on which Kontor keeps files is full. Nothing was changed. Try again when there is room.")
    return _page(request, 507, _("There is no room left"), text)


def broken(request: HttpRequest) -> HttpResponse:
    """Where only the database or the folder of large files is away, or a disk is full, that is said, and to whoever
    asks for others (a proxy) as well."""
    error = sys.exc_info()[1]
    if has_no_room(error):
        return no_room(request)
    if isinstance(error, FilesAway):
        text = _(
            "The folder of large files is not there or does not answer. Nothing was changed. Try again in a minute."
        )
        return _away(request, text)
    if is_outage(error):
        drop_dead_connections()
        text = _("The database does not answer at the moment. Nothing was changed. Try again in a minute.")
        if is_full(error):
            text = _("The disk of the database is full. Nothing was changed. Try again when there is room.")
        return _away(request, text)
    text = _("The fault is ours and has been noted. Nothing was changed; what you typed into a draft is kept.")
    return _page(request, 500, _("Something went wrong"), text, again=_asked(request))


def _away(request: HttpRequest, text: str) -> HttpResponse:
    response = _page(request, 503, _("Kontor is not available for the moment"), text, again=_asked(request))
    response["Retry-After"] = "10"
    return response


def _asked(request: HttpRequest) -> str:
    """The page that can be loaded once more; nothing where more than loading was asked for."""
    return request.get_full_path() if request.method == "GET" else ""


def _page(request: HttpRequest, status: int, title: str, text: str, *, again: str = "") -> HttpResponse:
    """``again`` is the page that is offered to be loaded, where it is not the start page anyway."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    context = {"title": title, "text": text, "status": status, "ui": {"theme": theme if theme in THEMES else ""}}
    context["again"] = again if again != "/" else ""
    return HttpResponse(render_to_string("entrance/error.html", context), status=status)
