"""The spell check of a mail to people outside."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from kontor.answers.enums import DraftKind
from kontor.desk.compose.spelling import check_in, ignore_in, propose_in, suggest_in
from kontor.desk.outside.files import draft_of
from kontor.org.middleware import DeskRequest


@require_POST
def check(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """The wrong words of the paragraphs that were sent, with their places in them."""
    return check_in(request, draft_of(request, number, mail_kind))


@require_POST
def suggest(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """What could stand in place of the word."""
    return suggest_in(request, draft_of(request, number, mail_kind))


@require_POST
def ignore(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """The word is right in this mail."""
    return ignore_in(request, draft_of(request, number, mail_kind))


@require_POST
def propose(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """The word is put before the supervisors of the tenant, and is right in this mail."""
    return propose_in(request, draft_of(request, number, mail_kind))
