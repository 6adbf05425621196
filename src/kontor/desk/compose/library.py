"""Files of the tenant's library for an answer: looked up by a few letters, attached with Enter."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.draft_files import attach_library_file, attachable_file, offered_library_files
from kontor.answers.models import Draft
from kontor.desk.compose.files import draft_of, file_list
from kontor.desk.doors import is_borrowed
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment


@require_GET
def library(request: DeskRequest, number: str) -> HttpResponse:
    """The files that may be attached; ``?q=`` looks for words of their names."""
    draft = draft_of(request, number)
    _require_own(request, draft)
    return library_of(request, draft)


def _require_own(request: DeskRequest, draft: Draft) -> None:
    """A borrower does not look through the lender's library."""
    if draft.ticket and is_borrowed(request, draft.ticket):
        raise PermissionDenied


def library_of(request: DeskRequest, draft: Draft) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    found = list(offered_library_files(draft.tenant_id, words))
    context = {"ticket": draft.ticket, "draft": draft, "found": found, "words": words}
    return fragment(request, "desk/compose/library.html", context, partial="body")


@require_POST
def attach_from_library(request: DeskRequest, number: str, library_file_id: int) -> HttpResponse:
    """Put the file to the draft. Answers with the list of files."""
    draft = draft_of(request, number)
    _require_own(request, draft)
    attach_file_of_library(request, draft, library_file_id)
    return file_list(request, draft)


def attach_file_of_library(request: DeskRequest, draft: Draft, library_file_id: int) -> None:
    """404 for what is no file of the draft's tenant."""
    file = attachable_file(draft.tenant_id, library_file_id)
    if file is None:
        raise Http404
    attach_library_file(draft, file, by=request.user)
