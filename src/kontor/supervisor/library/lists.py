"""The list of the library's files, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.columns import CHANGED_AT, name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.library.access import READ, WRITE, get_files
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.supervisor.uses import answer_deletion
from kontor.texts.domain.library import delete_files, restore_file
from kontor.texts.domain.library_use import files_in_scope
from kontor.texts.enums import FilePurpose
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

TEMPLATE = "supervisor/library/list.html"


NAME = name_column()
PURPOSE = Column(
    "purpose",
    _("What it is for"),
    "get_purpose_display",
    sort="purpose",
    filter=Choice("purpose", choices=lambda: list(FilePurpose.choices)),
)
TENANT = tenant_column(READ)
FILES = Listing(
    "library",
    _("File library"),
    columns=(
        NAME,
        PURPOSE,
        Column("filename", _("File name"), sort="filename", filter=Text(), wide=True),
        Column("size", _("Size"), sort="size", figure=True, template="supervisor/library/_size.html"),
        TENANT,
        CHANGED_AT,
    ),
    default_sort=("name", "tenant"),
    link="supervisor:library:edit",
    colour=lambda file: int(file.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:library:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen files? They can be restored."),
        ),
    ),
)
DELETED = deleted_list("library", _("Deleted files"), NAME, PURPOSE, TENANT, write=WRITE)


@require_GET
def files(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title, text = _("No file yet"), _("The library holds what agents attach to answers, and the pictures of templates.")
    context = living_context(request, "library", WRITE, title=title, text=text)
    rows = files_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return FILES.answer(request, rows, TEMPLATE, context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = files_in_scope(deleted=True).filter(tenant__in=tenants_for(request.access, WRITE))
    context = deleted_context(_("No deleted files"))
    return DELETED.answer(request, rows, TEMPLATE, context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_files(request, selected(request), may=WRITE)
    back = "supervisor:library:list"
    return answer_deletion(request, lambda: delete_files(chosen, by=request.user), _deleted_sentence, back=back)


def _deleted_sentence(count: int) -> str:
    return ngettext("%(count)s file is deleted.", "%(count)s files are deleted.", count) % {"count": count}


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_files(request, selected(request), may=WRITE, deleted=True)
    for file in chosen:
        restore_file(file, by=request.user)
    sentence = ngettext("%(count)s file is restored.", "%(count)s files are restored.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:library:list"))
