"""Taking a mail back while it waits."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.answers.domain.drafts import note_opened
from kontor.answers.domain.taking_back import answer_of, has_taken_back, seconds_left, take_back_answer
from kontor.answers.enums import GuardGrade
from kontor.desk.doors import get_ticket
from kontor.desk.ticket.pane import WRITE
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Message, Ticket
from kontor.ui.htmx import message as say
from kontor.ui.htmx import redirect


@require_POST
def take_back(request: DeskRequest, number: str, answer_id: int) -> HttpResponse:
    """The author's own mail, as long as no worker has it. Goes to the ticket, where the draft stands again, the cursor
    in its text; so it does where another window, or the same key before, has done it."""
    ticket = get_ticket(request, number)
    message = answer_of(request.user, answer_id)
    if message is not None and message.ticket_id == ticket.pk:
        note_opened(take_back_answer(message, by=request.user))
        say(request, _("It is taken back. Nothing was sent; your draft is here again."))
    elif message is None and has_taken_back(ticket, request.user):
        say(request, _("It is taken back already. Nothing was sent."))
    else:
        raise Http404
    return redirect(request, f"{reverse('desk:ticket:show', args=[ticket.number])}?{WRITE}=1")


def say_on_its_way(
    request: DeskRequest, ticket: Ticket, message: Message, *, at_once: str = "", begins: bool = False
) -> None:
    """That it is sent, with the button that takes it back where the mail waits; then hints of the send guard.
    ``at_once`` is what is said of a mail to people outside that does not wait. What ``begins`` a process answers
    nothing, and may be a letter."""
    seconds = seconds_left(message)
    undo = reverse("desk:compose:take-back", args=[ticket.number, message.pk])
    sentence = _beginning(ticket, seconds) if begins else _sentence(ticket, seconds, at_once)
    say(request, sentence, undo_url=f"{undo}?stays={seconds}" if seconds else "")
    say_hints(request, message)


def say_hints(request: DeskRequest, message: Message) -> None:
    """What the send guard said of the message that has just been sent, and did not stop."""
    for finding in message.findings:  # type: ignore[attr-defined]
        if finding.grade == GuardGrade.HINT:
            say(request, finding.remark.sentence, "near")


def _sentence(ticket: Ticket, seconds: int, at_once: str) -> str:
    values = {"number": format_number(ticket.number), "seconds": seconds}
    if not seconds:
        return (at_once or _("The answer to %(number)s is on its way.")) % values
    if at_once:
        return (
            ngettext(
                "The mail about %(number)s leaves in %(seconds)s second.",
                "The mail about %(number)s leaves in %(seconds)s seconds.",
                seconds,
            )
            % values
        )
    sentence = ngettext(
        "The answer to %(number)s leaves in %(seconds)s second.",
        "The answer to %(number)s leaves in %(seconds)s seconds.",
        seconds,
    )
    return sentence % values


def _beginning(ticket: Ticket, seconds: int) -> str:
    values = {"number": format_number(ticket.number), "seconds": seconds}
    if not seconds:
        return _("What you have written about %(number)s is on its way.") % values
    sentence = ngettext(
        "What you have written about %(number)s leaves in %(seconds)s second.",
        "What you have written about %(number)s leaves in %(seconds)s seconds.",
        seconds,
    )
    return sentence % values
