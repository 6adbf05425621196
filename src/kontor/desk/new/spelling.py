"""The spell check of the mail that begins a new process."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from kontor.answers.domain.proofreading import ticket_to_be
from kontor.answers.models import Draft
from kontor.desk.compose.spelling import check_in, ignore_in, propose_in, suggest_in
from kontor.desk.doors import get_new_process
from kontor.org.middleware import DeskRequest


@require_POST
def check(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The wrong words of the paragraphs that were sent, with their places in them."""
    return check_in(request, _draft(request, draft_id))


@require_POST
def suggest(request: DeskRequest, draft_id: int) -> HttpResponse:
    """What could stand in place of the word."""
    return suggest_in(request, _draft(request, draft_id))


@require_POST
def ignore(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The word is right in this mail."""
    return ignore_in(request, _draft(request, draft_id))


@require_POST
def propose(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The word is put before the supervisors of the tenant, and is right in this mail."""
    return propose_in(request, _draft(request, draft_id))


def _draft(request: DeskRequest, draft_id: int) -> Draft:
    draft = get_new_process(request, draft_id)
    draft.ticket = ticket_to_be(draft)
    return draft
