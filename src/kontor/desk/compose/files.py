"""Files that go out with an answer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.attached import carried, most_attached
from kontor.answers.domain.drafts import LARGEST_FILE, attach_file, detach_file, find_draft
from kontor.answers.models import Draft
from kontor.desk.doors import get_ticket
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.ui.htmx import fragment


@require_POST
def attach(request: DeskRequest, number: str) -> HttpResponse:
    """Put the chosen files to the draft. Answers with the list of files."""
    draft = draft_of(request, number)
    attach_all(request, draft)
    return file_list(request, draft)


def attach_all(request: DeskRequest, draft: Draft) -> None:
    """Put the files that were sent to the draft. Refused without any, and where one is too large."""
    files = request.FILES.getlist("files")
    if not files:
        raise Refused(_("Choose a file first."))
    for file in files:
        if file.size and file.size > LARGEST_FILE:
            raise Refused(_("The file “%(name)s” is larger than 25 MB and was not attached.") % {"name": file.name})
        attach_file(
            draft,
            filename=one_line(file.name or "file"),
            content_type=file.content_type or "application/octet-stream",
            content=file.read(),
            by=request.user,
        )


@require_POST
def detach(request: DeskRequest, number: str, file_id: int) -> HttpResponse:
    """Take a file off the draft."""
    draft = draft_of(request, number)
    file = draft.files.filter(pk=file_id, inline=False).first()
    if file is None:
        raise Http404
    detach_file(file, by=request.user)
    return file_list(request, draft)


def draft_of(request: DeskRequest, number: str) -> Draft:
    """The person's own draft of an answer to the ticket."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    draft = find_draft(ticket, request.user)
    if draft is None:
        raise Http404
    return draft


def file_list(request: DeskRequest, draft: Draft) -> HttpResponse:
    """The files of the draft, and what they weigh together."""
    context = {
        "ticket": draft.ticket,
        "draft": draft,
        "files": list(draft.files.filter(inline=False)),
        "carried": carried(draft),
        "most": most_attached(draft),
    }
    return fragment(request, "desk/compose/files.html", context, partial="body")
