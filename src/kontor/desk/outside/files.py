"""Files of one's own that go outside, and pictures in the text."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.drafts import detach_file
from kontor.answers.domain.outside_drafts import find_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.desk.compose.files import attach_all
from kontor.desk.compose.pictures import picture_in, picture_kept
from kontor.desk.doors import get_ticket
from kontor.desk.outside.rights import MAY
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment


@require_POST
def attach(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Put the chosen files to the draft. Answers with the list of files."""
    draft = draft_of(request, number, mail_kind)
    attach_all(request, draft)
    return _list(request, draft)


@require_POST
def detach(request: DeskRequest, number: str, mail_kind: DraftKind, file_id: int) -> HttpResponse:
    """Take a file off the draft."""
    draft = draft_of(request, number, mail_kind)
    file = draft.files.filter(pk=file_id, inline=False).first()
    if file is None:
        raise Http404
    detach_file(file, by=request.user)
    return _list(request, draft)


@require_POST
def picture(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Keep a picture. Answers with the name under which the text shows it, or with the sentence that refuses it."""
    return picture_kept(request, draft_of(request, number, mail_kind))


@require_GET
def shown_picture(request: DeskRequest, number: str, mail_kind: DraftKind, content_id: str) -> HttpResponse:
    """A picture of the person's own draft."""
    return picture_in(draft_of(request, number, mail_kind), content_id)


def draft_of(request: DeskRequest, number: str, mail_kind: DraftKind) -> Draft:
    """The person's own draft of an inquiry or a forward."""
    ticket = get_ticket(request, number, may=MAY[mail_kind])
    draft = find_outside_draft(ticket, mail_kind, request.user)
    if draft is None:
        raise Http404
    draft.ticket = ticket
    return draft


def _list(request: DeskRequest, draft: Draft) -> HttpResponse:
    context = {"ticket": draft.ticket, "draft": draft, "files": list(draft.files.filter(inline=False))}
    return fragment(request, "desk/outside/files.html", context, partial="body")
