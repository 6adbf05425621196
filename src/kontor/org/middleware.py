"""The request's scope: one transaction, seeing the tenants the person signed in for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from kontor.org.after import AfterScope, LookThenAnswer
from kontor.org.domain.access import Access, load_access
from kontor.org.domain.tenant_choice import ChosenTenant, still_valid
from kontor.org.looking import look_through
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, every_tenant, narrow, scope

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMINISTRATION = "/supervisor/"
CHOICE = "tenants"
SIGNED_OUT = "Kontor-Signed-Out"
"""The header that tells a page why it is led away: it stays while something in it is not saved. ``tenant``: whoever is
signed in may work for none of the tenants they chose any more."""


class DeskRequest(HttpRequest):
    """What a view gets: a request with its person and their rights in the scope in force."""

    user: User
    looker: User | None
    """Who looks through the eyes of ``user``; None where a person looks with their own."""
    look_ended: bool
    """The page that asks was still the other person's: they may be looked through no longer since a moment ago."""
    access: Access
    tenants: list[ChosenTenant]


class ScopeMiddleware:
    """Enters the scope of the tenant choice, checked anew on each request.

    Views are closed by default: without sign-in one is sent to the sign-in page unless the view says
    ``public = True``. Whoever has no tenant (left) is sent to the tenant choice, except on views that say
    ``needs_tenant = False``. Under ``/supervisor/`` a role for the whole installation works in the scope of all.
    Who looks through somebody's eyes (``looking.py``) goes on as that person, and nothing can be written.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        chosen = tuple(int(tenant_id) for tenant_id in request.session.get(CHOICE, ()))
        with scope(*chosen):
            self._enter(cast(DeskRequest, request), chosen)
            with look_through(cast(DeskRequest, request)):
                response = _whole(self.get_response(request))
        if isinstance(response, LookThenAnswer) and cast(DeskRequest, request).looker is None:
            found = response.look()
            with scope(*chosen):
                self._enter(cast(DeskRequest, request), chosen)
                response = _whole(response.answer(found))
        return response.make() if isinstance(response, AfterScope) else response

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, "public", False):
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if getattr(view, "needs_tenant", True) and not cast(DeskRequest, request).access.tenants:
            response = go_to(request, reverse("tenant-choice"))
            response[SIGNED_OUT] = "tenant"
            return response
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if request.user.is_authenticated:
            transaction.set_rollback(True)

    def _enter(self, request: DeskRequest, chosen: tuple[int, ...]) -> None:
        request.looker, request.look_ended = None, False
        request.tenants = still_valid(request.user) if chosen else []
        valid = tuple(tenant.id for tenant in request.tenants)
        if set(valid) != set(chosen):
            narrow(*valid)
            request.session[CHOICE] = list(valid)
        request.access = load_access(request.user, valid)
        if request.path_info.startswith(ADMINISTRATION) and request.access.installation:
            everything = (INSTALLATION, *every_tenant())
            narrow(*everything)
            request.access = load_access(request.user, everything)


def _whole(response: HttpResponse) -> HttpResponse:
    """Made while the scope is open; what failed is rolled back."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    if response.status_code >= 500:
        transaction.set_rollback(True)
    return response


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser there, whether it asked for a page or htmx asked for a part of one."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Who is signed out is led to the sign-in, and from there back to the page where they were."""
    response = go_to(request, f"{reverse('sign-in')}?next={quote(page_of(request))}")
    response[SIGNED_OUT] = "1"
    return response


def page_of(request: HttpRequest) -> str:
    """For a part of a page the page itself; for what was sent the page that sent it, or the start."""
    host = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("HX-Request"):
        return _own(request.headers.get("HX-Current-URL", ""), host)
    if request.method not in ("GET", "HEAD"):
        return _own(request.headers.get("Referer", ""), host)
    return request.get_full_path()


def _own(url: str, host: str) -> str:
    return url.removeprefix(host) if url.startswith(f"{host}/") else "/"
