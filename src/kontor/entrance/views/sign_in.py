"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kontor.entrance.doors import client_address, public
from kontor.entrance.forms import SignInForm
from kontor.entrance.open_pages import TOKEN, remember_pages, token_of_open_pages
from kontor.entrance.views.tenant_choice import after_sign_in, safe_next
from kontor.org.looking import as_oneself
from kontor.people.domain.availability import arrive
from kontor.people.domain.sign_in import check_sign_in
from kontor.people.models import User
from kontor.routing.domain.leaving import end_session
from kontor.ui.context import THEME_COOKIE, THEMES

BACKEND = "kontor.people.backends.DeskBackend"
YEAR = 365 * 24 * 60 * 60


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is; then on to the tenant choice, or straight to work where there is nothing to choose."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        result = check_sign_in(entered["name"], entered["password"], address=client_address(request))
        if result.user:
            return _enter(request, result.user)
        form.add_error("password", result.sentence)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "entrance/sign_in.html", {"form": form, "next": safe_next(request)}, status=status)


@as_oneself
@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in. With the last one the tickets on the person's desk return to the queue."""
    if request.user.is_authenticated:
        end_session(request.user, request.session.session_key or "", reason="sign_out")
        logout(request)
        messages.success(request, _("You are signed out."))
    return HttpResponseRedirect(reverse("sign-in"))


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    arrive(user)
    token = token_of_open_pages(request, user)
    login(request, user, backend=BACKEND)
    if token:
        request.META[TOKEN] = token
    request.session["address"] = client_address(request) or None
    request.session["browser"] = request.headers.get("User-Agent", "")[:200]
    response = after_sign_in(request, user)
    remember_tastes(response, user)
    remember_pages(request, response, user)
    return response


def remember_tastes(response: HttpResponse, user: User) -> None:
    """The person's own language and theme hold in this browser from now on."""
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=YEAR, samesite="Lax")
    if user.theme in THEMES:
        response.set_cookie(THEME_COOKIE, user.theme, max_age=YEAR, samesite="Lax")
