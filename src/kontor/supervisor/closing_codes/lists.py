"""The list of closing codes, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.category_queries import administered_closing_codes
from kontor.org.domain.closing_codes import delete_closing_code, restore_closing_code
from kontor.org.middleware import DeskRequest
from kontor.supervisor.closing_codes.access import get_closing_codes
from kontor.supervisor.columns import name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, Text, selected

NAME = name_column()
CODE = Column("code", _("Code"), sort="code", filter=Text())
TENANT = tenant_column("closing_codes.read")
CLOSING_CODES = Listing(
    "closing-codes",
    _("Closing codes"),
    columns=(
        NAME,
        CODE,
        TENANT,
        Column("categories", _("Categories"), "category_names", filter=Text("category_names"), wide=True),
    ),
    default_sort=("name", "tenant"),
    link="supervisor:closing_codes:edit",
    colour=lambda code: int(code.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:closing_codes:delete",
            icon="trash",
            permission="closing_codes.write",
            confirm=_("Delete the chosen closing codes? Closed tickets keep them; they can be restored."),
        ),
    ),
)
DELETED = deleted_list("closing_codes", _("Deleted closing codes"), NAME, CODE, TENANT, write="closing_codes.write")


@require_GET
def closing_codes(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "closing_codes.read")
    title, text = _("No closing code yet"), _("A closing code says how a ticket ended. Categories can ask for one.")
    context = living_context(request, "closing_codes", "closing_codes.write", title=title, text=text)
    rows = administered_closing_codes(request.access)
    return CLOSING_CODES.answer(request, rows, "supervisor/closing_codes/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "closing_codes.write")
    rows = administered_closing_codes(request.access, deleted=True)
    context = deleted_context(_("No deleted closing codes"))
    return DELETED.answer(request, rows, "supervisor/closing_codes/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_closing_codes(request, selected(request), may="closing_codes.write")
    for closing_code in chosen:
        delete_closing_code(closing_code, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s closing code is deleted.", "%(count)s closing codes are deleted.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:closing_codes:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_closing_codes(request, selected(request), may="closing_codes.write", deleted=True)
    for closing_code in chosen:
        restore_closing_code(closing_code, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s closing code is restored.", "%(count)s closing codes are restored.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:closing_codes:list"))
