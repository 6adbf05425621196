"""The list of templates, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.letters.preferences import LETTERS
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.system import system_values
from kontor.supervisor import cells
from kontor.supervisor.columns import CHANGED_AT, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.supervisor.reply_templates.access import READ, WRITE, get_templates
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.supervisor.uses import answer_deletion
from kontor.texts.domain.template_queries import templates_in_scope
from kontor.texts.domain.templates import delete_templates, restore_template
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

TEMPLATE = "supervisor/reply_templates/list.html"


def what_it_is(template: Any) -> str:
    """The kind; of an include, which part it is."""
    return str(template.get_part_display() if template.part else template.get_kind_display())


def _what_choices() -> list[tuple[str, Any]]:
    letters = LETTERS.get(system_values())
    kinds = [(f"kind-{kind.value}", kind.label) for kind in TemplateKind if letters or kind != TemplateKind.LETTER]
    return [*kinds, *((f"part-{part.value}", part.label) for part in IncludePart if part)]


def _by_what(rows: Any, entered: str) -> Any:
    field, _sign, value = entered.partition("-")
    return rows.filter(**{field: value})


def _languages(template: Any) -> str:
    """The codes: there are many columns."""
    return template.languages or gettext("no text yet")


def _language_choices() -> list[tuple[str, str]]:
    return sorted(zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True), key=lambda pair: pair[1])


def _by_language(rows: Any, entered: str) -> Any:
    return rows.filter(contents__language=entered)


def _state(template: Any) -> str:
    if template.is_default:
        return pgettext("template", "default")
    return "" if template.active else gettext("not offered")


NAME = Column(
    "name",
    _("Display name"),
    sort=("sort_key", "name"),
    filter=Text("name"),
    fixed=True,
    cell=cells.name_in_tenant,
)
WHAT = Column(
    "what",
    _("What it is"),
    what_it_is,
    sort=("kind", "part"),
    filter=Choice(choices=_what_choices, apply_with=_by_what),
)
INTERNAL = Column("internal_name", _("Internal name"), sort="internal_name", filter=Text(), visible=False)
TENANT = tenant_column(READ)
TEMPLATES = Listing(
    "reply-templates",
    _("Templates"),
    columns=(
        NAME,
        WHAT,
        INTERNAL,
        Column("categories", _("Categories"), "category_names", filter=Text("category_names"), wide=True),
        Column(
            "languages",
            _("Languages"),
            _languages,
            cell=cells.line,
            filter=Choice(choices=_language_choices, apply_with=_by_language),
        ),
        Column("state", _("State"), _state, cell=cells.line),
        TENANT,
        replace(CHANGED_AT, visible=False),
    ),
    default_sort=("name", "tenant"),
    link="supervisor:reply_templates:edit",
    colour=lambda template: int(template.tenant.colour),
    actions=(
        Action(_("Export"), "supervisor:reply_templates:export", icon="down", permission=READ),
        Action(
            _("Delete"),
            "supervisor:reply_templates:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen templates? They can be restored. What is in use is not deleted."),
        ),
    ),
)
DELETED = deleted_list("reply_templates", _("Deleted templates"), NAME, WHAT, INTERNAL, TENANT, write=WRITE)


@require_GET
def templates(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title = _("No template yet")
    text = _("A template is the text of an answer, in the tenant's letterhead. Begin with the letterhead.")
    context = living_context(request, "reply_templates", WRITE, title=title, text=text)
    context |= {"tools_template": "supervisor/reply_templates/_tools.html"}
    rows = templates_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return TEMPLATES.answer(request, rows, TEMPLATE, context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = templates_in_scope(deleted=True).filter(tenant__in=tenants_for(request.access, WRITE))
    context = deleted_context(_("No deleted templates"))
    return DELETED.answer(request, rows, TEMPLATE, context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_templates(request, selected(request), may=WRITE)
    back = "supervisor:reply_templates:list"
    return answer_deletion(request, lambda: delete_templates(chosen, by=request.user), _deleted_sentence, back=back)


def _deleted_sentence(count: int) -> str:
    return ngettext("%(count)s template is deleted.", "%(count)s templates are deleted.", count) % {"count": count}


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_templates(request, selected(request), may=WRITE, deleted=True)
    for template in chosen:
        restore_template(template, by=request.user)
    sentence = ngettext("%(count)s template is restored.", "%(count)s templates are restored.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:reply_templates:list"))
