"""A call in words: how it stands in the conversation of its ticket, and at its contact."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.calls.domain.callers import shown_number
from kontor.calls.enums import CallState, Direction, Outcome
from kontor.calls.models import Call

LOOKS = {
    Outcome.ANSWERED.value: "on-time",
    Outcome.MISSED.value: "overdue",
    Outcome.FAILED.value: "near",
    Outcome.BUSY.value: "near",
    Outcome.NO_ANSWER.value: "near",
}


@dataclass(frozen=True)
class CallLine:
    """A call that stands somewhere."""

    call: Call

    @property
    def title(self) -> str:
        """From whom, or to whom."""
        words = {"who": self.who}
        return _("Call from %(who)s") % words if self.is_incoming else _("Call to %(who)s") % words

    @property
    def who(self) -> str:
        customer = self.call.customer
        return (customer.name if customer else "") or self.number

    @property
    def number(self) -> str:
        return _("number withheld") if self.call.anonymous else shown_number(self.call)

    @property
    def is_incoming(self) -> bool:
        return self.call.direction == Direction.IN

    @property
    def look(self) -> str:
        return LOOKS.get(self.call.outcome, "accent" if self.call.is_living else "paused")

    @property
    def state(self) -> str:
        """How it ended; while it lives, what it is."""
        return str(CallState(self.call.state).label if self.call.is_living else self.call.get_outcome_display())

    @property
    def length(self) -> str:
        """How long they spoke, in minutes and seconds; empty when they did not."""
        minutes, seconds = divmod(self.call.talk_seconds, 60)
        return (
            _("%(minutes)d:%(seconds)02d min") % {"minutes": minutes, "seconds": seconds} if seconds or minutes else ""
        )

    @property
    def stamp(self) -> str:
        """Changes when something that is shown has changed."""
        call = self.call
        return f"{call.state}.{call.outcome}.{call.talk_seconds}.{call.customer_id}.{call.agent_id}.{len(call.note)}"
