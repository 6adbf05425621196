"""What is watched at each click of a signed-in person: when they were last here, and whether a new password is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.audit.domain.reasons import because
from kontor.audit.domain.source import coming_from
from kontor.entrance.doors import client_address
from kontor.entrance.views.errors import not_allowed
from kontor.org.middleware import SIGNED_OUT, go_to, page_of, to_sign_in
from kontor.org.preferences import IDLE_TIMEOUT
from kontor.people.domain.sessions import is_fresh, is_idle, mark_used
from kontor.people.models import User
from kontor.people.sessions import SessionStore
from kontor.preferences.domain.system import system_values
from kontor.routing.domain.leaving import end_session
from kontor.ui.reasons import FIELD as REASON

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignInUpkeep:
    """Signs out who was idle too long, and notes at most once a minute that the person is here.

    Stands between Django's authentication and the scope. What pages fetch by themselves (streams, and what a stream
    makes them fetch) is no activity. Who must choose a new password is led there whatever they open, and from there
    back; not away from what they have typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not is_fresh(_store(request).seen_at):
            minutes = IDLE_TIMEOUT.get(system_values())
            if is_idle(_store(request).seen_at, minutes):
                return _sign_out(request)
            if not _by_itself(request):
                mark_used(_store(request).session_key or "")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        person = getattr(request, "looker", None) or request.user
        if not isinstance(person, User) or not person.must_change_password:
            return None
        if getattr(view, "public", False) or getattr(view, "before_new_password", False):
            return None
        page = page_of(request)
        back = f"?next={quote(page)}" if page != "/" else ""
        response = go_to(request, reverse("profile-tab", args=["password"]) + back)
        response[SIGNED_OUT] = "password"
        return response


def _sign_out(request: HttpRequest) -> HttpResponse:
    end_session(cast(User, request.user), _store(request).session_key or "", reason="idle")
    logout(request)
    messages.info(request, _("You were signed out because nothing happened for a while. Your drafts are kept."))
    return to_sign_in(request)


def _by_itself(request: HttpRequest) -> bool:
    return "Kontor-Background" in request.headers or "text/event-stream" in request.headers.get("Accept", "")


def _store(request: HttpRequest) -> SessionStore:
    return cast(SessionStore, request.session)


def tell_where_changes_come_from(get_response: GetResponse) -> GetResponse:
    """The audit log notes the address that a request comes from, and the reason that it gives."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with coming_from(client_address(request)), because(lambda: request.POST.get(REASON, "")):
            return get_response(request)

    return middleware


def say_what_cannot_be_opened(get_response: GetResponse) -> GetResponse:
    """A page for whoever opens an address that takes only what is sent. Programs get the bare answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or "text/html" not in request.headers.get("Accept", ""):
            return response
        page = not_allowed(request)
        page["Allow"] = response["Allow"]
        return page

    return middleware
