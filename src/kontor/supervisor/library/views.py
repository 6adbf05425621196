"""The mask of a file of the library, and its content."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.library.access import READ, WRITE, get_file
from kontor.supervisor.library.forms import FILE_MASK, FileForm, NewFileForm
from kontor.supervisor.saving import saves
from kontor.supervisor.uses import with_addresses
from kontor.texts.domain.library import add_file, change_file
from kontor.texts.domain.library_use import uses_of
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile
from kontor.ui.downloads import SHOWN_IN_PLACE, large_download, picture
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/library/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:library:new")
    mask = open_mask(FILE_MASK, request, LibraryFile(), "general", url=lambda _key: here)
    form = cast(NewFileForm, mask.form)
    made: list[LibraryFile] = []
    if mask.is_posted and form.is_valid() and saves(form, lambda: made.append(_add(request, form))):
        message(request, _("“%(name)s” is in the library.") % {"name": made[0].name})
        return redirect(request, reverse("supervisor:library:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, library_file_id: int) -> HttpResponse:
    file = get_file(request, library_file_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:library:edit", args=[file.pk])
    mask = open_mask(FILE_MASK, request, file, "general", url=lambda _key: here)
    form = cast(FileForm, mask.form)
    context = {
        "may_write": request.access.may(WRITE, tenant_id=file.tenant_id),
        "mask_colour": file.tenant.colour,
        "uses": with_addresses(uses_of(file)),
        "history_url": history_url(request, file),
    }
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(file.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        name, upload = form.cleaned_data["name"], form.upload()
        if saves(form, lambda: change_file(file, name=name, upload=upload, version=mask.version, by=request.user)):
            return mask.saved(request, _("The file is saved."))
    return mask.answer(request, TEMPLATE, context)


@require_GET
def content(request: DeskRequest, library_file_id: int) -> HttpResponseBase:
    """The file itself. Pictures may be shown in place (``?show=1``); everything else is saved."""
    file = get_file(request, library_file_id, may=READ)
    if request.GET.get("show") == "1" and file.content_type in SHOWN_IN_PLACE:
        return picture(file.blob.content, file.content_type)
    return large_download(file.blob.content, file.filename)


def _add(request: DeskRequest, form: NewFileForm) -> LibraryFile:
    values, upload = form.cleaned_data, form.upload()
    need(request, WRITE, tenant_id=values["tenant"].pk)
    assert upload is not None
    purpose = FilePurpose(values["purpose"])
    return add_file(values["tenant"], upload, name=values["name"], purpose=purpose, by=request.user)
