"""Another recipient of a new process: what of its text follows."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from kontor.answers.domain.readdressing import readdress as fill_anew
from kontor.desk.compose.addresses import read_addresses
from kontor.desk.doors import get_new_process
from kontor.desk.draft.templates import shown_text
from kontor.org.middleware import DeskRequest

LONGEST_LINE = 10_000
LONGEST_TEXT = 400_000


@require_POST
def readdress(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Answers with the text that the editor shall hold now; with nothing where it stays as it is."""
    draft = get_new_process(request, draft_id)
    to = read_addresses(request.POST.get("to", "")[:LONGEST_LINE])
    found = fill_anew(draft, to, request.POST.get("html", "")[:LONGEST_TEXT], by=request.user)
    if found is None:
        return JsonResponse({})
    return JsonResponse({**shown_text(draft, found.text), "html": found.html, "left": found.left})
