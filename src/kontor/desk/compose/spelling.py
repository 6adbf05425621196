"""The spell check of the editor: what is wrong in these paragraphs, what to write instead, ignore, propose."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.drafts import find_draft
from kontor.answers.domain.proofreading import ignore_word, misspelt_in, suggestions_for
from kontor.answers.models import Draft
from kontor.desk.doors import get_ticket
from kontor.org.middleware import DeskRequest
from kontor.spelling.domain.words import propose_word
from kontor.tickets import rules

MOST_PARAGRAPHS, LONGEST = 500, 20_000
LONGEST_WORD = 80


@require_POST
def check(request: DeskRequest, number: str) -> HttpResponse:
    """The wrong words of the paragraphs that were sent, with their places in them."""
    return check_in(request, _draft(request, number))


@require_POST
def suggest(request: DeskRequest, number: str) -> HttpResponse:
    """What could stand in place of the word."""
    return suggest_in(request, _draft(request, number))


@require_POST
def ignore(request: DeskRequest, number: str) -> HttpResponse:
    """The word is right in this answer."""
    return ignore_in(request, _draft(request, number))


@require_POST
def propose(request: DeskRequest, number: str) -> HttpResponse:
    """The word is put before the supervisors of the tenant, and is right in this answer."""
    return propose_in(request, _draft(request, number))


def check_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    paragraphs = [text[:LONGEST] for text in request.POST.getlist("paragraph")[:MOST_PARAGRAPHS]]
    found = misspelt_in(draft.ticket, draft, paragraphs)
    return JsonResponse({"words": [vars(word) for word in found]})


def suggest_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    return JsonResponse({"suggestions": suggestions_for(draft.ticket, _word(request), _language(request))})


def ignore_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    ignore_word(draft, _word(request))
    return JsonResponse({})


def propose_in(request: DeskRequest, draft: Draft) -> HttpResponse:
    if not request.access.may("words.propose", tenant_id=draft.tenant_id):
        raise PermissionDenied
    propose_word(draft.tenant_id, _word(request), language=_language(request), by=request.user)
    ignore_word(draft, _word(request))
    sentence = _("“%(word)s” is proposed. A supervisor decides whether it goes into the word list.")
    return JsonResponse({"sentence": sentence % {"word": _word(request)}})


def _draft(request: DeskRequest, number: str) -> Draft:
    ticket = get_ticket(request, number, may=rules.may_answer)
    draft = find_draft(ticket, request.user)
    if draft is None:
        raise Http404
    draft.ticket = ticket
    return draft


def _word(request: HttpRequest) -> str:
    return request.POST.get("word", "")[:LONGEST_WORD]


def _language(request: HttpRequest) -> str:
    return request.POST.get("language", "")[:8]
