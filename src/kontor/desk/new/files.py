"""Files that go out with a new process."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from kontor.answers.domain.attached import carried, most_attached
from kontor.answers.domain.drafts import detach_file
from kontor.answers.models import Draft
from kontor.desk.compose.files import attach_all
from kontor.desk.doors import get_new_process
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment


@require_POST
def attach(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Put the chosen files to the draft. Answers with the list of files."""
    draft = get_new_process(request, draft_id)
    attach_all(request, draft)
    return file_list(request, draft)


@require_POST
def detach(request: DeskRequest, draft_id: int, file_id: int) -> HttpResponse:
    """Take a file off the draft."""
    draft = get_new_process(request, draft_id)
    file = draft.files.filter(pk=file_id, inline=False).first()
    if file is None:
        raise Http404
    detach_file(file, by=request.user)
    return file_list(request, draft)


def files_of(draft: Draft) -> dict[str, object]:
    """The files, and what they weigh together."""
    files = list(draft.files.filter(inline=False))
    return {"files": files, "carried": carried(draft), "most": most_attached(draft)}


def file_list(request: DeskRequest, draft: Draft) -> HttpResponse:
    return fragment(request, "desk/new/files.html", {"draft": draft, **files_of(draft)}, partial="body")
