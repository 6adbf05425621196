"""The user's mask: create, and change tab by tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kontor.org.domain.memberships import give_role, set_memberships
from kontor.org.domain.persons import agent_groups, may_change_person, visible_users, with_places
from kontor.org.middleware import DeskRequest
from kontor.people.domain.passwords import change_password
from kontor.people.domain.sign_out import sessions_of
from kontor.people.domain.users import create_user
from kontor.people.models import User
from kontor.routing.domain.leaving import change_memberships, change_user
from kontor.supervisor.preference_form import PreferenceForm
from kontor.supervisor.saving import saves
from kontor.supervisor.users.access import get_user, need_whole_person, need_write
from kontor.supervisor.users.forms import GroupsForm, NewUserForm
from kontor.supervisor.users.rights import givable_roles, rights_context
from kontor.supervisor.users.tabs import USER_MASK, start_values
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/users/edit.html"


@never_cache
@sensitive_post_parameters("password")
def new(request: DeskRequest) -> HttpResponse:
    """Create a user, with first groups and a role in them."""
    need_write(request)
    form = _new_form(request)
    if request.method == "POST" and form.is_valid():
        made: list[User] = []
        if saves(form, lambda: made.append(_create(request, form))):
            message(request, _("The user %(name)s is created.") % {"name": made[0].name})
            return redirect(request, _one_more(form) if "another" in request.POST else _url(made[0], "general"))
    status = 422 if form.is_bound and form.errors else 200
    return fragment(request, "supervisor/users/new.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("password")
def edit(request: DeskRequest, user_id: int, tab: str = "general") -> HttpResponse:
    """One tab; each saves what it shows."""
    user = get_user(request, user_id, may="users.write" if request.method == "POST" else "users.read")
    mask = open_mask(USER_MASK, request, user, tab, url=lambda key: _url(user, key))
    if not mask.is_posted or mask.form is None or not mask.form.is_valid():
        return mask.answer(request, TEMPLATE, _context(request, user, mask))
    if mask.tab.save:
        conflict = mask.tab.save(request, mask)
        if not conflict and not mask.form.errors:
            return mask.saved(request)
        return mask.answer(request, TEMPLATE, _context(request, user, mask), conflict=conflict)
    conflict = mask.conflict(user.version)
    if not conflict and saves(mask.form, lambda: SAVES[tab](request, user, mask)):
        return mask.saved(request)
    return mask.answer(request, TEMPLATE, _context(request, user, mask), conflict=conflict)


def _save_general(request: DeskRequest, user: User, mask: Mask) -> None:
    need_whole_person(request, user)
    values = dict(mask.form.cleaned_data)  # type: ignore[union-attr]
    password = values.pop("password")
    changed = change_user(user, values, version=mask.version, by=request.user)
    if password:
        change_password(changed, password, by=request.user, must_change=changed.pk != request.user.pk)


def _save_routing(request: DeskRequest, user: User, mask: Mask) -> None:
    need_whole_person(request, user)
    change_user(user, mask.form.cleaned_data, version=mask.version, by=request.user)  # type: ignore[union-attr]


def _save_groups(request: DeskRequest, user: User, mask: Mask) -> None:
    """Groups that one does not administer stay as they are."""
    form = cast(GroupsForm, mask.form)
    chosen = set(form.chosen)
    offered = {group.pk: group for group in agent_groups(request.access, "users.write")}
    kept = [row.agent_group for row in user.memberships.all() if row.agent_group_id not in offered]
    groups = [*(group for key, group in offered.items() if key in chosen), *kept]
    roles_too = form.cleaned_data.get("roles_too", False)
    change_memberships(user, groups, roles_too=roles_too, by=request.user, version=mask.version)


def _save_settings(request: DeskRequest, user: User, mask: Mask) -> None:
    need_whole_person(request, user)
    form = cast(PreferenceForm, mask.form)
    own = {key: value for key, value in user.preferences.items() if key not in form.values}
    own |= {key: value for key, value in form.values.items() if value is not None}
    change_user(user, {"preferences": own}, version=mask.version, by=request.user)


SAVES: dict[str, Callable[[DeskRequest, User, Mask], None]] = {
    "general": _save_general,
    "routing": _save_routing,
    "groups": _save_groups,
    "settings": _save_settings,
}


def _new_form(request: DeskRequest) -> NewUserForm:
    groups = agent_groups(request.access, "users.write")
    user = User()
    form = NewUserForm(
        request.POST or None,
        user=user,
        initial={
            **start_values(user),
            "active": True,
            "groups": request.GET.getlist("group"),
            "role": request.GET.get("role", ""),
        },
        groups=[(str(group.pk), f"{group.tenant.code} · {group.name}") for group in groups],
        roles=[(str(role.pk), role.name) for role in givable_roles(request)],
        needs_group="users.write" not in request.access.installation,
    )
    form.fields["name"].widget.attrs["autofocus"] = not form.is_bound
    return form


def _one_more(form: NewUserForm) -> str:
    """The mask for the next one, with the same groups and role."""
    chosen = {"group": form.cleaned_data["groups"], "role": form.cleaned_data["role"]}
    return f"{reverse('supervisor:users:new')}?{urlencode(chosen, doseq=True)}"


def _create(request: DeskRequest, form: NewUserForm) -> User:
    values = dict(form.cleaned_data)
    chosen, role_key = set(values.pop("groups")), values.pop("role")
    groups = [group for group in agent_groups(request.access, "users.write") if str(group.pk) in chosen]
    role = next((role for role in givable_roles(request) if str(role.pk) == role_key), None)
    user = create_user(**values, must_change_password=True, by=request.user)
    set_memberships(user, groups, by=request.user)
    if role:
        for group in groups:
            give_role(user, role, group, by=request.user)
    return user


def _context(request: DeskRequest, user: User, mask: Mask) -> dict[str, Any]:
    whole, writes = may_change_person(request.access, user), request.access.may_anywhere("users.write")
    may_write = writes and (whole or mask.tab.key == "groups")
    context: dict[str, Any] = {"whole": whole, "writes": writes, "may_write": may_write}
    if mask.tab.key == "rights":
        context |= rights_context(request, user)
    if mask.tab.key == "sessions":
        context["sessions"] = sessions_of(user)
    seen = with_places(visible_users(request.access).filter(pk=user.pk), request.access).get()
    return {**context, "places_of": seen}


def _url(user: User, tab: str) -> str:
    if tab == "general":
        return reverse("supervisor:users:edit", args=[user.pk])
    return reverse("supervisor:users:tab", args=[user.pk, tab])
