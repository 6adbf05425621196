"""What people settle for themselves: name and signature, language and looks, password, their open sign-ins."""

from __future__ import annotations

from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kontor.entrance.absence_form import AbsenceForm
from kontor.entrance.doors import before_new_password, without_tenant
from kontor.entrance.profile_forms import OwnPasswordForm, ProfileForm
from kontor.entrance.views.sign_in import remember_tastes
from kontor.entrance.views.tenant_choice import safe_next
from kontor.kernel import clock
from kontor.org.domain.eyes import OPENED, looks_at
from kontor.org.domain.reach import reach_of
from kontor.org.middleware import DeskRequest
from kontor.people.domain.absences import absences_to_come, plan_absence
from kontor.people.domain.passwords import change_password
from kontor.people.domain.sign_out import sessions_of
from kontor.people.domain.users import change_profile
from kontor.people.models import Absence, User
from kontor.routing.domain.leaving import end_session, end_sessions
from kontor.routing.domain.standing_in import begin_at_once
from kontor.routing.domain.standing_in_words import where_they_went
from kontor.tickets.models import Ticket
from kontor.ui.context import THEME_COOKIE
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import Mask, Tab, open_mask, register_tab
from kontor.ui.navigation import places_for
from kontor.ui.saving import saves

MASK = "profile"
TEMPLATE = "entrance/profile.html"


def _general(request: HttpRequest, user: User, data: Any, files: Any) -> ProfileForm:
    start = {"name": user.name, "signature": user.signature, "language": user.language, "theme": user.theme}
    return ProfileForm(data, initial=start)


def _password(request: HttpRequest, user: User, data: Any, files: Any) -> OwnPasswordForm:
    return OwnPasswordForm(data, user=user)


def _absence(request: HttpRequest, user: User, data: Any, files: Any) -> AbsenceForm:
    return AbsenceForm(data, user=user, tenants=cast(DeskRequest, request).access.tenants)


def register_tabs() -> None:
    register_tab(MASK, Tab("general", gettext_lazy("About you"), form=_general, order=10))
    register_tab(
        MASK,
        Tab("password", gettext_lazy("Password"), form=_password, order=20, template="entrance/_password.html"),
    )
    register_tab(
        MASK,
        Tab("absences", gettext_lazy("Absences"), form=_absence, order=25, template="entrance/_absences.html"),
    )
    register_tab(MASK, Tab("reach", gettext_lazy("Can see and do"), order=27, template="entrance/_reach.html"))
    register_tab(MASK, Tab("sessions", gettext_lazy("Sign-ins"), order=30, template="entrance/_sessions.html"))


@before_new_password
@without_tenant
@never_cache
@sensitive_post_parameters("present", "password", "again")
def profile(request: DeskRequest, tab: str = "general") -> HttpResponse:
    """One tab; each saves what it shows."""
    user = request.user
    if user.must_change_password and tab != "password":
        return redirect(request, _url("password"))
    mask = open_mask(MASK, request, user, tab, url=_url if tab != "password" else partial(_url_back, request))
    context = {"mask_plain": tab in ("sessions", "reach"), "person": user}
    if tab == "absences":
        context |= {"absences": absences_to_come([user]), "now": clock.now()}
    if tab == "sessions":
        context |= {"sessions": sessions_of(user), "current": request.session.session_key}
    if tab == "reach":
        context |= _reach(request)
    if mask.form is None or not mask.is_posted or not mask.form.is_valid():
        return mask.answer(request, TEMPLATE, context)
    if tab == "password":
        return _save_password(request, mask, user)
    if tab == "absences":
        left: list[Ticket] = []
        if not saves(mask.form, lambda: left.extend(begin_at_once(_plan(request, mask)))):
            return mask.answer(request, TEMPLATE, context)
        went = where_they_went(left, name_of=lambda person: person.name)
        return mask.saved(request, " ".join([_("The absence is planned."), *went]))
    conflict = mask.conflict(user.version)
    if conflict:
        return mask.answer(request, TEMPLATE, context, conflict=conflict)
    return _save_general(request, mask, user)


@without_tenant
@require_POST
def end_one(request: DeskRequest) -> HttpResponse:
    """Sign out one of one's own sign-ins; the present one too."""
    wanted = request.POST.get("session", "")
    key = next((row.session_key for row in sessions_of(request.user) if row.mark == wanted), "")
    if key:
        end_session(request.user, key, reason="sign_out")
    if key == request.session.session_key:
        return _gone(request)
    message(request, _("This sign-in is ended."))
    return redirect(request, _url("sessions"))


@without_tenant
@require_POST
def end_all(request: DeskRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    end_sessions(request.user, reason="sign_out")
    return _gone(request)


def _reach(request: DeskRequest) -> dict[str, Any]:
    """What one can see and do oneself, in the tenants one has signed in for."""
    user, access = request.user, request.access
    reach = reach_of(user, access, tenants=access.tenants)
    return {"reach": reach, "pages": places_for(request, user, access), "looks": looks_at(user), "opened": OPENED}


def _plan(request: DeskRequest, mask: Mask) -> Absence:
    return plan_absence(request.user, **cast(AbsenceForm, mask.form).values, by=request.user)


def _save_general(request: DeskRequest, mask: Mask, user: User) -> HttpResponse:
    assert mask.form is not None
    user = change_profile(user, **mask.form.cleaned_data, version=mask.version)
    response = mask.saved(request, _("Your profile is saved."))
    for cookie, value in ((settings.LANGUAGE_COOKIE_NAME, user.language), (THEME_COOKIE, user.theme)):
        if not value:
            response.delete_cookie(cookie)
    remember_tastes(response, user)
    return response


def _save_password(request: DeskRequest, mask: Mask, user: User) -> HttpResponse:
    assert mask.form is not None
    password, had_to = mask.form.cleaned_data["password"], user.must_change_password
    user = change_password(user, password, by=user, keep_session=request.session.session_key)
    update_session_auth_hash(request, user)
    sentence = _("Your new password is saved. You are signed out everywhere else.")
    return mask.saved(request, sentence, url=safe_next(request, choice=True) if had_to else reverse("profile"))


def _gone(request: HttpRequest) -> HttpResponse:
    logout(request)
    message(request, _("You are signed out."))
    return HttpResponseRedirect(reverse("sign-in"))


def _url(tab: str) -> str:
    return reverse("profile") if tab == "general" else reverse("profile-tab", args=[tab])


def _url_back(request: HttpRequest, tab: str) -> str:
    """With where somebody was led away from to choose a password."""
    back = safe_next(request, choice=True)
    return _url(tab) + (f"?{urlencode({'next': back})}" if tab == "password" and back != "/" else "")
