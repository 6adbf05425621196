"""The list of categories, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.categories import restore_category
from kontor.org.domain.category_queries import administered_categories
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.routing.domain.category_deletion import delete_category
from kontor.supervisor.categories.access import get_categories
from kontor.supervisor.columns import CHANGED_AT, name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FEATURES: dict[str, tuple[StrOrPromise, bool]] = {
    "allowed_for_new_processes": (_("not for new processes"), False),
    "allowed_for_phone_tickets": (_("not for phone tickets"), False),
    "recategorization_source": (_("nothing moves out"), False),
    "recategorization_destination": (_("nothing moves in"), False),
    "answer_allowed": (_("no answers"), False),
    "auto_routing": (_("not routed automatically"), False),
    "bundling": (_("bundles by customer"), True),
    "closing_code_required": (_("asks for a closing code"), True),
}
"""What is not as usual in a category: its flag, the words for it, and the value that is unusual."""


def _features(category: Any) -> str:
    return ", ".join(str(words) for flag, (words, unusual) in FEATURES.items() if getattr(category, flag) is unusual)


def _by_feature(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    return rows.filter(**{entered: FEATURES[entered][1]})


NAME = name_column(_("Display name"))
TENANT = tenant_column("categories.read")
MAIN = Column(
    "main_category",
    _("Main category"),
    lambda category: category.main_category or "",
    sort="main_category__sort_key",
    filter=Text("main_category__name"),
)
DELETE_QUESTION = _("Delete the chosen categories? Closed tickets keep them; they can be restored.")
CATEGORIES = Listing(
    "categories",
    _("Categories"),
    columns=(
        NAME,
        MAIN,
        TENANT,
        Column("groups", _("Agent groups"), "group_names", sort="group_names", filter=Text("group_names"), wide=True),
        Column(
            "features",
            _("Not as usual"),
            value=_features,
            filter=Choice(
                choices=[(flag, words) for flag, (words, _value) in FEATURES.items()], apply_with=_by_feature
            ),
            wide=True,
        ),
        Column("internal_name", _("Internal name"), sort="internal_name", filter=Text(), visible=False),
        Column("description", _("Description"), filter=Text(), visible=False, wide=True),
        replace(CHANGED_AT, visible=False),
    ),
    default_sort=("name", "tenant"),
    link="supervisor:categories:edit",
    colour=lambda category: int(category.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:categories:delete",
            deed="categories",
            icon="trash",
            permission="categories.write",
            confirm=DELETE_QUESTION,
        ),
    ),
)
DELETED = deleted_list("categories", _("Deleted categories"), NAME, TENANT, write="categories.write")


@require_GET
def categories(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.read")
    title, text = _("No category yet"), _("A category is a kind of concern; its agent groups work the tickets in it.")
    context = living_context(request, "categories", "categories.write", title=title, text=text)
    return CATEGORIES.answer(
        request, administered_categories(request.access), "supervisor/categories/list.html", context
    )


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.write")
    rows = administered_categories(request.access, deleted=True)
    context = deleted_context(_("No deleted categories"))
    return DELETED.answer(request, rows, "supervisor/categories/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_categories(request, selected(request), may="categories.write")
    for category in chosen:
        delete_category(category, by=request.user)
    say_deleted(request, chosen)
    return redirect(request, reverse("supervisor:categories:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_categories(request, selected(request), may="categories.write", deleted=True)
    for category in chosen:
        restore_category(category, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s category is restored.", "%(count)s categories are restored.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:categories:list"))


def say_deleted(request: DeskRequest, chosen: list[Category]) -> None:
    count = len(chosen)
    sentence = ngettext("%(count)s category is deleted.", "%(count)s categories are deleted.", count)
    message(request, sentence % {"count": count})
