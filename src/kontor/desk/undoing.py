"""Actions that can be taken back: what was done is kept in the session, and the toast that says so has the button."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.bulk import Before, BulkResult
from kontor.tickets.domain.numbers import format_number
from kontor.ui.htmx import message

KEY = "desk_undo"
KEPT = 5
"""So many of the latest actions can be taken back, each by its own toast."""


def say_done(request: DeskRequest, result: BulkResult, sentence: str) -> None:
    """Say what was done, with the button that takes it back if that is possible, and why some tickets were left out."""
    if result.done:
        undo_url = _remember(request, result) if any(_can_be_undone(request, each) for each in result.done) else ""
        message(request, sentence, undo_url=undo_url)
    for number, reason in result.refused[:5]:
        message(request, f"{format_number(number)}: {reason}", "near")


def _can_be_undone(request: DeskRequest, before: Before) -> bool:
    """Not what a borrower did with a lent ticket, nor what ended its loan."""
    return before.tenant_id in request.access.tenants and not before.ended_loan


def require_done(result: BulkResult) -> None:
    """For an action on one ticket: what the verb refused is refused here."""
    if not result.done:
        raise Refused(result.refused[0][1] if result.refused else _("Nothing was changed."))


def recall(request: DeskRequest, token: str) -> list[dict[str, Any]]:
    """What the action with this token did; forgotten from now on. Nothing when it is not known (any more)."""
    kept = dict(request.session.get(KEY, {}))
    done: list[dict[str, Any]] = kept.pop(token, [])
    request.session[KEY] = kept
    return done


def _remember(request: DeskRequest, result: BulkResult) -> str:
    token = get_random_string(12)
    kept = list(dict(request.session.get(KEY, {})).items())[-KEPT + 1 :]
    request.session[KEY] = dict([*kept, (token, result.as_plain())])
    return f"{reverse('desk:inbox:undo')}?of={token}"
