"""What a newcomer finds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client

from kontor.calls.domain.call_backs import waiting_call_backs
from kontor.calls.enums import Outcome
from kontor.calls.models import BlockedNumber, Call, HeldCall, PhoneLink
from kontor.demo.content.organization import ADMINISTRATOR, PASSWORD, PEOPLE, TENANTS
from kontor.demo.load import load_demo, sign_ins
from kontor.demo.mailserver.place import prepare
from kontor.kernel import clock
from kontor.letters.domain.delivery import deliver
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.people.domain.availability import arrive
from kontor.people.models import User
from kontor.reports.models import BacklogSample
from kontor.routing.domain.distribute import distribute
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.support.client import sign_in
from tests.support.scoping import everywhere


def test_the_demo_has_two_companies_with_some_hundred_tickets(database: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = str(tmp_path)

    load_demo()

    with everywhere():
        tenants = list(Tenant.objects.living())
        tickets = list(Ticket.objects.values_list("tenant_id", "language", "state", "received_at", "closed_at"))
        samples = list(BacklogSample.objects.order_by("at").values_list("tenant_id", "open", "at"))
    assert [tenant.name for tenant in tenants] == sorted(tenant.name for tenant in TENANTS)
    assert len({tenant.colour for tenant in tenants}) == 2
    assert len(tickets) >= 300
    assert {language for _tenant, language, *_rest in tickets} == {"de", "en"}
    assert {state for _tenant, _language, state, *_rest in tickets} == {"queued", "assigned", "sending", "closed"}
    for tenant in tenants:
        times = [(came, closed) for of_tenant, _language, _state, came, closed in tickets if of_tenant == tenant.pk]
        sampled = [(count, at) for of_tenant, count, at in samples if of_tenant == tenant.pk]
        assert len(sampled) > 400
        assert clock.now() - sampled[-1][1] < timedelta(minutes=40)
        for count, at in (sampled[0], sampled[-1]):
            assert count == sum(1 for came, closed in times if came <= at and (closed is None or closed > at)) > 0
    people = [*PEOPLE, ADMINISTRATOR]
    assert all(User.objects.get(username=person.username).check_password(PASSWORD) for person in people)
    assert all(person.username in "\n".join(sign_ins()) for person in people)
    assert {tenant.address for tenant in TENANTS} <= set(prepare().addresses)
    _one_request_was_answered_by_letter()
    _calls_are_there_with_their_customers_and_requests()
    _agents_are_given_work_when_they_have_signed_in(tenants)


def _one_request_was_answered_by_letter() -> None:
    with everywhere():
        letter = OutgoingLetter.objects.select_related("message__ticket").get()
        assert letter.message.ticket.state == TicketState.SENDING
        assert (letter.tenant.code, letter.country) == ("NV", "DE")
        assert letter.address == letter.message.postal
        assert "Gutschrift" in letter.message.html
        assert deliver(letter.tenant_id, letter.pk) == LetterState.HANDED_OVER


def _calls_are_there_with_their_customers_and_requests() -> None:
    with everywhere():
        calls = list(Call.objects.select_related("tenant", "customer", "ticket"))
        held = HeldCall.objects.count()
        assert BlockedNumber.objects.count() == 1
        assert PhoneLink.objects.get().event_at
        missed = [call.ticket for call in calls if call.outcome == Outcome.MISSED]
        assert len(waiting_call_backs([ticket.pk for ticket in missed if ticket])) == len(missed) == 2
    assert (len(calls), held) == (11, 2)
    assert {call.tenant.code for call in calls if call.customer} == {call.tenant.code for call in calls}
    assert {call.made_ticket for call in calls if call.ticket} == {True, False}
    assert {call.outcome for call in calls} == {Outcome.ANSWERED, Outcome.MISSED, Outcome.BLOCKED}


def _agents_are_given_work_when_they_have_signed_in(tenants: list[Tenant]) -> None:
    anna = User.objects.get(username="anna")
    with everywhere():
        before = Ticket.objects.filter(owner=anna, state=TicketState.ASSIGNED).count()

    arrive(anna)
    sign_in(Client(), anna, *tenants)
    given = distribute()

    with everywhere():
        assert Ticket.objects.filter(owner=anna, state=TicketState.ASSIGNED).count() == before + given
        assert given > 0, before
        assert Ticket.objects.queued().exists()
