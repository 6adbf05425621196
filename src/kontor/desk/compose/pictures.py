"""Pictures in the text of an answer: stored with the draft, shown in the editor from our own address."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.brought_pictures import pictures_of_writer
from kontor.answers.domain.draft_files import add_picture, library_picture
from kontor.answers.domain.voice import voice_of
from kontor.answers.models import Draft
from kontor.desk.compose.files import draft_of
from kontor.desk.doors import get_ticket
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.org.middleware import DeskRequest
from kontor.tenants.scope import current
from kontor.tickets.models import Blob
from kontor.ui.downloads import SHOWN_IN_PLACE
from kontor.ui.downloads import picture as shown

# Of the files that may be pictures; words that stand for a pasted one may hold a dot as well.
_ENDING = re.compile(r"\.(png|jpe?g|jfif|gif|webp)$", re.IGNORECASE)


@require_POST
def picture(request: DeskRequest, number: str) -> HttpResponse:
    """Keep a picture. Answers with the name under which the text shows it, or with the sentence that refuses it."""
    return picture_kept(request, draft_of(request, number))


def picture_kept(request: DeskRequest, draft: Draft) -> HttpResponse:
    given = request.FILES.get("picture")
    if given is None:
        return JsonResponse({"sentence": _("Choose a file first.")}, status=422)
    try:
        kept = add_picture(draft, filename=one_line(given.name or ""), content=given.read(), by=request.user)
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    return JsonResponse({"src": f"cid:{kept.content_id}", "alt": _ENDING.sub("", kept.filename)})


@require_GET
def shown_picture(request: DeskRequest, number: str, content_id: str) -> HttpResponse:
    """A picture of the person's own draft."""
    return picture_in(draft_of(request, number), content_id)


def picture_in(draft: Draft, content_id: str) -> HttpResponse:
    file = draft.files.filter(inline=True, content_id=content_id).select_related("blob").first()
    if file is None:
        raise Http404
    return _shown(file.blob, file.content_type)


@require_GET
def library_picture_of(request: DeskRequest, number: str, picture_id: str) -> HttpResponse:
    """A picture of the library of the ticket's tenant, which its texts show; of a lent one those of the own drafts."""
    ticket = get_ticket(request, number)
    if ticket.lent_to_id not in current():
        return library_picture_for(ticket.tenant_id, picture_id)
    return library_picture_for(voice_of(ticket).tenant.pk, picture_id, only=pictures_of_writer(ticket, request.user))


def library_picture_for(tenant_id: int, picture_id: str, *, only: Collection[int] | None = None) -> HttpResponse:
    """``only`` these may be seen, where it is given."""
    file_id = int(picture_id) if picture_id.isdecimal() and len(picture_id) < 19 else 0
    found = library_picture(tenant_id, file_id) if only is None or file_id in only else None
    if found is None:
        raise Http404
    return _shown(found.blob, found.content_type)


def _shown(blob: Blob, content_type: str) -> HttpResponse:
    if content_type not in SHOWN_IN_PLACE:
        raise Http404
    response = shown(blob.content, content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response
