"""The mask of a category: new, and one tab at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kontor.org.domain.category_changes import assign_groups, change_category, change_category_preferences
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.closing_codes import assign_closing_codes
from kontor.org.domain.internal_names import propose_internal_name
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.routing.domain.rule_queries import fallback_accounts, rules_of_category
from kontor.supervisor.acknowledgements.tabs import WRITE, texts_tab
from kontor.supervisor.categories.access import get_category
from kontor.supervisor.categories.forms import (
    GeneralForm,
    NewCategoryForm,
    main_categories_of,
    may_write,
)
from kontor.supervisor.categories.tabs import CATEGORY_MASK
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.preference_form import PreferenceForm
from kontor.supervisor.rules.sets import rule_lines
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/categories/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.write")
    category = Category()
    mask = open_mask(CATEGORY_MASK, request, category, "general", url=lambda _key: reverse("supervisor:categories:new"))
    form = cast(NewCategoryForm, mask.form)
    if mask.is_posted and form.is_valid():
        made: list[Category] = []
        if saves(form, lambda: made.append(create(request, form))):
            message(
                request, _("The category “%(name)s” is created. Now choose its agent groups.") % {"name": made[0].name}
            )
            return redirect(request, reverse("supervisor:categories:tab", args=[made[0].pk, "groups"]))
    return mask.answer(request, TEMPLATE, _context(request, category, mask))


@require_GET
def internal_name(request: DeskRequest) -> HttpResponse:
    """The internal name that the display name entered so far would get; shown in grey until one is entered."""
    need_anywhere(request, "categories.write")
    mask = open_mask(CATEGORY_MASK, request, Category(), "general", url=lambda _key: "")
    form = cast(NewCategoryForm, mask.form)
    entered = {key: request.GET.get(key, "") for key in ("tenant", "name", "internal_name")}
    tenant = form.fields["tenant"]
    tenants = {str(each.pk): each for each in cast(Any, tenant).queryset}
    chosen = tenants.get(entered["tenant"]) or next(iter(tenants.values()), None)
    if chosen and entered["name"].strip():
        form.fields["internal_name"].widget.attrs["placeholder"] = propose_internal_name(chosen.pk, entered["name"])
    form.initial["internal_name"] = entered["internal_name"]
    return render(request, "supervisor/categories/_internal_name.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, category_id: int, tab: str = "general") -> HttpResponse:
    category = get_category(request, category_id, may="categories.read")

    def url(key: str) -> str:
        return reverse("supervisor:categories:tab", args=[category.pk, key])

    mask = open_mask(CATEGORY_MASK, request, category, tab, url=url)
    context = _context(request, category, mask)
    if not mask.is_posted:
        return mask.answer(request, TEMPLATE, context)
    if mask.form is None or tab not in _SAVE:
        return HttpResponseNotAllowed(["GET"])
    need(request, "categories.write", tenant_id=category.tenant_id)
    if mask.form.is_valid():
        if conflict := mask.conflict(category.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(mask.form, lambda: _SAVE[tab](request, category, mask)):
            return mask.saved(request)
    return mask.answer(request, TEMPLATE, context)


def create(request: DeskRequest, form: NewCategoryForm) -> Category:
    tenant, internal = form.cleaned_data["tenant"], form.cleaned_data["internal_name"]
    return create_category(tenant, internal_name=internal, by=request.user, **cast(Any, form.values()))


def _save_general(request: DeskRequest, category: Category, mask: Mask) -> None:
    values = cast(GeneralForm, mask.form).values()
    change_category(category, version=mask.version, by=request.user, **values)


def _save_groups(request: DeskRequest, category: Category, mask: Mask) -> None:
    assign_groups(category, _cleaned(mask)["groups"], version=mask.version, by=request.user)


def _save_settings(request: DeskRequest, category: Category, mask: Mask) -> None:
    values = cast(PreferenceForm, mask.form).values
    change_category_preferences(category, values, version=mask.version, by=request.user)


def _save_closing_codes(request: DeskRequest, category: Category, mask: Mask) -> None:
    chosen, required = _cleaned(mask)["closing_codes"], _cleaned(mask)["required"]
    assign_closing_codes(category, chosen, required=required, version=mask.version, by=request.user)


_SAVE: dict[str, Callable[[DeskRequest, Category, Mask], None]] = {
    "general": _save_general,
    "groups": _save_groups,
    "settings": _save_settings,
    "closing-codes": _save_closing_codes,
}


def _cleaned(mask: Mask) -> dict[str, Any]:
    return cast(Any, mask.form).cleaned_data  # type: ignore[no-any-return]


def _context(request: DeskRequest, category: Category, mask: Mask) -> dict[str, Any]:
    context: dict[str, Any] = {"may_write": may_write(request, category)}
    if mask.tab.key == "general":
        context["main_categories"] = main_categories_of(category, mask.form)
    if category.pk is None:
        return context
    context["mask_colour"] = category.tenant.colour
    context["fallback_of"] = fallback_accounts(category)
    if mask.tab.key == "acknowledgements":
        may_write_texts = request.access.may(WRITE, tenant_id=category.tenant_id)
        context |= texts_tab(category.tenant, category, may_write=may_write_texts)
    if mask.tab.key == "rules":
        rules = rules_of_category(category)
        context["rules"] = [{"rule": rule, "lines": lines} for rule, lines in rule_lines(rules)]
    return context
