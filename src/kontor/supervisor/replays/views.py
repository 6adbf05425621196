"""A dry run: how far it is, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.escalations.domain.replay_queries import runs_of
from kontor.escalations.domain.replay_result import Result
from kontor.escalations.domain.replaying import cancel
from kontor.escalations.enums import ReplayState
from kontor.escalations.models import Replay
from kontor.org.middleware import DeskRequest
from kontor.supervisor.replays.access import get_replay, mask_url, may_change
from kontor.supervisor.replays.drawing import by_the_hour
from kontor.supervisor.replays.words import WORDS
from kontor.tickets.domain.queries import visible_to
from kontor.ui.htmx import fragment, message, redirect

LISTED = 200


@dataclass(frozen=True)
class Row:
    """A ticket of the list. ``number`` is empty when the person may not read it."""

    number: str
    subject: str
    sentence: str
    at: datetime
    until: datetime | None


@require_GET
def show(request: DeskRequest, replay_id: int) -> HttpResponse:
    """For htmx the progress alone, until there is a result."""
    replay = get_replay(request, replay_id, to="read")
    context: dict[str, object] = {
        "replay": replay,
        "words": WORDS[replay.kind],
        "others": _others(replay),
        "may_write": may_change(request, replay),
        "mask_url": mask_url(replay),
    }
    if replay.state == ReplayState.DONE:
        context |= _found(request, replay)
    return fragment(request, "supervisor/replays/show.html", context, partial="result")


@require_POST
def cancel_replay(request: DeskRequest, replay_id: int) -> HttpResponse:
    replay = get_replay(request, replay_id, to="write")
    cancel(replay)
    message(request, _("The dry run is cancelled."))
    return redirect(request, reverse("supervisor:replays:show", args=[replay.pk]))


def _others(replay: Replay) -> list[Replay]:
    """Of the same thing; of something new only the person's own."""
    rows = runs_of(replay.tenant_id, replay.kind, replay.subject).exclude(pk=replay.pk)
    return list((rows if replay.subject else rows.filter(by=replay.by)).select_related("by"))


def _found(request: DeskRequest, replay: Replay) -> dict[str, object]:
    words, result = WORDS[replay.kind], Result.from_json(replay.result)
    rows = _rows(request, replay, result)
    return {
        "charts": list(by_the_hour(replay, result, words)),
        "sums": words.sums(replay, result),
        "assumes": words.assumes(replay, result),
        "rows": rows,
        "differences": result.differences,
        "more": result.differences - len(rows),
    }


def _rows(request: DeskRequest, replay: Replay, result: Result) -> list[Row]:
    listed = result.tickets[:LISTED]
    ids = {each.ticket_id for each in listed}
    readable = {ticket.pk: ticket for ticket in visible_to(request.access).filter(pk__in=ids).only("number", "subject")}
    words = WORDS[replay.kind]
    found = []
    for each in listed:
        ticket = readable.get(each.ticket_id)
        number, subject = (str(ticket.number), ticket.subject) if ticket else ("", "")
        found.append(Row(number, subject, words.otherwise(each), each.at, each.until))
    return found
