"""What the panel shows of the person's calls: on every page, and only while call integration is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kontor.calls.domain.callers import Callers, who_calls
from kontor.calls.domain.living import Phase, Presence, calls_of
from kontor.calls.domain.own_phones import OwnPhone, phones_of
from kontor.calls.domain.placing import abilities
from kontor.calls.enums import Direction, Question
from kontor.calls.failures import failure_in_words
from kontor.calls.models import Call
from kontor.calls.preferences import CONSENT_NOTE
from kontor.customers.models import Customer
from kontor.desk.phone.switch import is_on
from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.preferences.types import Holder
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Ticket

MOST = 5
"""Open tickets of a caller that are offered."""


@dataclass(frozen=True)
class Card:
    """A call as the panel shows it."""

    presence: Presence
    callers: Callers
    can: frozenset[str]
    ticket: Ticket | None
    """Its ticket, if the person may see it."""
    tickets: list[Ticket] = field(default_factory=list)
    """The caller's open tickets that the person may see."""
    may_read: bool = False
    may_write: bool = False
    may_ticket: bool = False

    @property
    def call(self) -> Call:
        return self.presence.call

    @property
    def phase(self) -> Phase:
        return self.presence.phase

    @property
    def is_incoming(self) -> bool:
        return self.call.direction == Direction.IN

    @property
    def is_living(self) -> bool:
        return self.call.is_living

    @property
    def since(self) -> datetime:
        return self.presence.since

    @property
    def customer(self) -> Customer | None:
        customer: Customer | None = self.call.customer
        return customer

    @property
    def choices(self) -> Sequence[Customer]:
        """Whoever it may be, while nobody has said who it is."""
        return [] if self.call.customer_id else self.callers.customers

    @property
    def name(self) -> str:
        if self.customer:
            return self.customer.name or _("unnamed")
        if len(self.choices) > 1:
            return _("several contacts")
        if self.call.anonymous:
            return _("number withheld")
        return _("unknown caller") if self.is_incoming else _("unknown number")

    @property
    def is_asked(self) -> bool:
        return self.call.question == Question.ASKED and self.call.ticket_id is None

    @property
    def consent_note(self) -> str:
        if self.phase in (Phase.WRAP_UP, Phase.OVER):
            return ""
        return CONSENT_NOTE.get(cast(Holder, self.call.tenant))

    @property
    def failure(self) -> str:
        """Why it came to nothing, or an order for it was not carried out."""
        return failure_in_words(self.call)

    @property
    def said(self) -> str:
        """What is announced when the call appears."""
        words = {"tenant": self.call.tenant.name, "name": self.name, "number": self.callers.number}
        if self.phase == Phase.RINGING:
            return _("Call for %(tenant)s: %(name)s, %(number)s.") % words
        return _("%(tenant)s: %(name)s, %(number)s.") % words


def cards_of(request: DeskRequest) -> list[Card]:
    """Those of the tenants one has signed in for. The masks see more tenants, but a call is answered at the desk."""
    chosen = {tenant.id for tenant in request.tenants}
    return [_card(request, presence) for presence in calls_of(request.user) if presence.call.tenant_id in chosen]


def _card(request: DeskRequest, presence: Presence) -> Card:
    call = presence.call
    callers = who_calls(call)
    wanted = [*(one.pk for one in callers.tickets), *filter(None, [call.ticket_id])]
    seen = set(visible_to(request.access).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    may = partial(request.access.may, tenant_id=call.tenant_id)
    return Card(
        presence,
        callers,
        frozenset(abilities(call) if presence.phase != Phase.WRAP_UP else ()),
        call.ticket if call.ticket_id in seen else None,
        [one for one in callers.tickets if one.pk in seen and one.pk != call.ticket_id][:MOST],
        may("contacts.read"),
        may("contacts.write") and not call.is_test,
        may("tickets.create") and not call.is_test,
    )


def panel_context(request: DeskRequest) -> dict[str, Any]:
    """Kept with the request: title bar and panel show the same."""
    kept: dict[str, Any] | None = getattr(request, "_phone", None)
    if kept is None:
        phones = phones_of(request.user)
        kept = {
            "cards": cards_of(request),
            "phones": phones,
            "phone_state": _state(phones),
            "now": int(clock.now().timestamp() * 1000),
        }
        request._phone = kept  # type: ignore[attr-defined]
    return kept


def draw_sign(request: HttpRequest) -> str:
    """For the title bar."""
    return _draw(request, "desk/phone/_sign.html")


def draw_panel(request: HttpRequest) -> str:
    """Floats above every page."""
    return _draw(request, "desk/phone/_panel.html")


def _draw(request: HttpRequest, template: str) -> str:
    if not is_on(request):
        return ""
    return render_to_string(template, panel_context(cast(DeskRequest, request)), request)


def _state(phones: list[OwnPhone]) -> str:
    """For colour and word of the sign: one phone that works is enough."""
    if any(phone.works for phone in phones):
        return "works"
    return "fails" if phones and all(phone.fails for phone in phones) else "unknown"
