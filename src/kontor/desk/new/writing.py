"""What the editor of a new process has in common with that of an answer: pictures, files of the library."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kontor.desk.compose.library import attach_file_of_library, library_of
from kontor.desk.compose.pictures import library_picture_for, picture_in, picture_kept
from kontor.desk.doors import get_new_process
from kontor.desk.new.files import file_list
from kontor.org.middleware import DeskRequest


@require_POST
def picture(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Keep a picture. Answers with the name under which the text shows it, or with the sentence that refuses it."""
    return picture_kept(request, get_new_process(request, draft_id))


@require_GET
def shown_picture(request: DeskRequest, draft_id: int, content_id: str) -> HttpResponse:
    """A picture of the person's own draft."""
    return picture_in(get_new_process(request, draft_id), content_id)


@require_GET
def library_picture(request: DeskRequest, draft_id: int, picture_id: str) -> HttpResponse:
    """A picture of the library of the draft's tenant, which its texts show."""
    return library_picture_for(get_new_process(request, draft_id).tenant_id, picture_id)


@require_GET
def library(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The files that may be attached; ``?q=`` looks for words of their names."""
    return library_of(request, get_new_process(request, draft_id))


@require_POST
def attach_from_library(request: DeskRequest, draft_id: int, library_file_id: int) -> HttpResponse:
    """Put the file to the draft. Answers with the list of files."""
    draft = get_new_process(request, draft_id)
    attach_file_of_library(request, draft, library_file_id)
    return file_list(request, draft)
