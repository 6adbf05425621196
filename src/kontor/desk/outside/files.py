"""Files of one's own that go outside."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.drafts import LARGEST_FILE, attach_file, detach_file
from kontor.answers.domain.outside_drafts import find_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.desk.doors import get_ticket
from kontor.desk.outside.rights import MAY
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment


@require_POST
def attach(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Put the chosen files to the draft. Answers with the list of files."""
    draft = _draft(request, number, mail_kind)
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
    return _list(request, draft)


@require_POST
def detach(request: DeskRequest, number: str, mail_kind: DraftKind, file_id: int) -> HttpResponse:
    """Take a file off the draft."""
    draft = _draft(request, number, mail_kind)
    file = draft.files.filter(pk=file_id).first()
    if file is None:
        raise Http404
    detach_file(file, by=request.user)
    return _list(request, draft)


def _draft(request: DeskRequest, number: str, mail_kind: DraftKind) -> Draft:
    draft = find_outside_draft(get_ticket(request, number, may=MAY[mail_kind]), mail_kind, request.user)
    if draft is None:
        raise Http404
    return draft


def _list(request: DeskRequest, draft: Draft) -> HttpResponse:
    context = {"ticket": draft.ticket, "draft": draft, "files": list(draft.files.all())}
    return fragment(request, "desk/outside/files.html", context, partial="body")
