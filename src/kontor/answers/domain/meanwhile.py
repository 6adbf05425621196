"""What happened to a ticket since the writer of its answer last looked: somebody else answered, its category changed.

New messages of the customer are told apart from this: ``Draft.seen_message_id`` is about them.
"""

from __future__ import annotations

from typing import Any

from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kontor.answers.models import Draft
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import HistoryEntry, Message, Ticket

SEEN = "seen"
ANSWERS = (MessageKind.REPLY, MessageKind.INTERMEDIATE)


class ChangedMeanwhile(Refused):
    """Nothing was sent: ``changes`` are sentences that say what is different now."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__(_("The ticket changed while you were writing. Nothing was sent; look at it first."))
        self.changes = changes


def what_is_seen(ticket: Ticket) -> dict[str, Any]:
    """For the options of a draft: how the ticket is while its writer looks at it."""
    newest = _answers(ticket).order_by("-pk").values_list("pk", flat=True).first()
    return {SEEN: {"category": ticket.category_id, "answer": newest or 0}}


def require_unchanged(ticket: Ticket, draft: Draft, *, by: User) -> None:
    """Raises ChangedMeanwhile when somebody else did something that matters to the answer. The ticket is locked."""
    seen = draft.options.get(SEEN)
    if not seen:
        return
    changes = [*_answered(ticket, seen["answer"], by), *_recategorized(ticket, seen["category"], by)]
    if changes:
        raise ChangedMeanwhile(changes)


def _answers(ticket: Ticket) -> Any:
    return Message.objects.filter(ticket=ticket, direction=Direction.OUT, kind__in=ANSWERS)


def _answered(ticket: Ticket, seen: int, by: User) -> list[str]:
    others = _answers(ticket).filter(pk__gt=seen).exclude(author=by).select_related("author").order_by("pk")
    return [
        _("%(name)s has answered in the meantime, at %(time)s.")
        % {"name": message.author.name if message.author else "Kontor", "time": time_format(localtime(message.at))}
        for message in others
    ]


def _recategorized(ticket: Ticket, seen: int, by: User) -> list[str]:
    """What the writer did is no news to the writer."""
    if ticket.category_id == seen:
        return []
    steps = HistoryEntry.objects.filter(ticket=ticket, action="recategorized").select_related("actor")
    step = steps.order_by("-pk").first()
    if step and step.actor_id == by.pk:
        return []
    old = Category.objects.filter(pk=seen).values_list("name", flat=True).first() or "–"
    values = {"name": step.actor.name if step and step.actor else "Kontor", "old": old, "new": ticket.category.name}
    return [
        _("%(name)s has moved the ticket from “%(old)s” to “%(new)s”. Check whether template and sender still fit.")
        % values
    ]
