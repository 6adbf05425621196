"""The list of text modules, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.columns import CHANGED_AT, name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.supervisor.modules.access import READ, WRITE, get_modules
from kontor.supervisor.modules.forms import EVERY_LANGUAGE, language_choices
from kontor.supervisor.rules.languages import language_names
from kontor.texts.domain.module_queries import modules_in_scope
from kontor.texts.domain.modules import delete_module, restore_module
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

TEMPLATE = "supervisor/modules/list.html"


def _language(module: Any) -> str:
    return language_names([module.language])[0] if module.language else str(EVERY_LANGUAGE)


def _languages() -> list[tuple[str, str]]:
    """A filter takes "" for no choice."""
    return [pair for pair in language_choices() if pair[0]]


NAME = name_column()
TENANT = tenant_column(READ)
GROUP = Column(
    "group", _("Group"), lambda module: module.group or "", sort="group__sort_key", filter=Text("group__name")
)
LANGUAGE = Column("language", _("Language"), _language, sort="language", filter=Choice("language", choices=_languages))
MODULES = Listing(
    "modules",
    _("Text modules"),
    columns=(
        NAME,
        GROUP,
        LANGUAGE,
        Column("shortcut", _("Shortcut"), sort="shortcut_key", filter=Text("shortcut")),
        Column("categories", _("Categories"), "category_names", filter=Text("category_names"), wide=True),
        Column("top", _("At the top"), lambda row: gettext("yes") if row.top else "", sort="top", labelled=True),
        Column("used", _("Used"), sort="used", figure=True, labelled=True),
        TENANT,
        replace(CHANGED_AT, visible=False),
    ),
    default_sort=("name", "tenant"),
    link="supervisor:modules:edit",
    colour=lambda module: int(module.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:modules:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen text modules? They can be restored."),
        ),
    ),
)
DELETED = deleted_list("modules", _("Deleted text modules"), NAME, LANGUAGE, TENANT, write=WRITE)


@require_GET
def modules(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title = _("No text module yet")
    text = _("A text module is a piece of an answer that agents put in from the keyboard.")
    context = living_context(request, "modules", WRITE, title=title, text=text)
    context |= {"tools_template": "supervisor/modules/_tools.html"}
    rows = modules_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return MODULES.answer(request, rows, TEMPLATE, context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = modules_in_scope(deleted=True).filter(tenant__in=tenants_for(request.access, WRITE))
    context = deleted_context(_("No deleted text modules"))
    return DELETED.answer(request, rows, TEMPLATE, context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_modules(request, selected(request), may=WRITE)
    for module in chosen:
        delete_module(module, by=request.user)
    sentence = ngettext("%(count)s text module is deleted.", "%(count)s text modules are deleted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:modules:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_modules(request, selected(request), may=WRITE, deleted=True)
    for module in chosen:
        restore_module(module, by=request.user)
    sentence = ngettext("%(count)s text module is restored.", "%(count)s text modules are restored.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:modules:list"))
