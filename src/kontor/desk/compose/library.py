"""Files of the tenant's library for an answer: looked up by a few letters, attached with Enter."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.draft_files import attach_library_file, attachable_file, offered_library_files
from kontor.desk.compose.files import draft_of, file_list
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment


@require_GET
def library(request: DeskRequest, number: str) -> HttpResponse:
    """The files that may be attached; ``?q=`` looks for words of their names."""
    draft = draft_of(request, number)
    words = request.GET.get("q", "")[:100]
    found = list(offered_library_files(draft.tenant_id, words))
    context = {"ticket": draft.ticket, "found": found, "words": words}
    return fragment(request, "desk/compose/library.html", context, partial="body")


@require_POST
def attach_from_library(request: DeskRequest, number: str, library_file_id: int) -> HttpResponse:
    """Put the file to the draft. Answers with the list of files."""
    draft = draft_of(request, number)
    file = attachable_file(draft.tenant_id, library_file_id)
    if file is None:
        raise Http404
    attach_library_file(draft, file, by=request.user)
    return file_list(request, draft)
