"""From the panel to the phone ticket: created, opened, attached, declined."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.enums import Direction, Outcome, Question
from kontor.calls.models import Call
from kontor.calls.preferences import CATEGORY
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Note, Ticket
from tests.desk.phone.rows import ago, ended, integration, ringing, talking
from tests.factories.answers import prefer
from tests.factories.tickets import make_ticket
from tests.support.client import HtmxBrowser
from tests.support.scoping import in_scope

HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture(autouse=True)
def on(db: None) -> None:
    integration()


def test_one_key_creates_the_phone_ticket_and_opens_it(
    anna: User, nordlicht: Tenant, billing: Category, customer: Customer, htmx_for: HtmxFor
) -> None:
    prefer(nordlicht, CATEGORY, billing.pk)
    call = talking(nordlicht, anna, customer=customer, question=Question.ASKED)
    browser = htmx_for(anna, nordlicht)

    first = browser.post(address("ticket", call))
    again = browser.post(address("ticket", call))

    ticket = kept(call).ticket
    assert ticket is not None
    assert (ticket.kind, ticket.category_id, ticket.owner_id) == (TicketKind.PHONE, billing.pk, anna.pk)
    assert first.headers["HX-Redirect"] == again.headers["HX-Redirect"] == shown(ticket)
    assert "Create a phone ticket for" not in browser.get(reverse("desk:phone:calls")).content.decode()


def test_without_a_category_of_its_own_the_person_chooses(
    anna: User, nordlicht: Tenant, billing: Category, moving: Category, claims: Category, htmx_for: HtmxFor
) -> None:
    with in_scope(nordlicht):
        Category.objects.filter(pk=moving.pk).update(allowed_for_phone_tickets=False)
    call = talking(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)

    asked = browser.post(address("ticket", call)).content.decode()
    wrong = [browser.post(address("ticket", call), {"category": pk}).status_code for pk in (moving.pk, claims.pk, "x")]
    answer = browser.post(address("ticket", call), {"category": billing.pk})

    assert ("Abrechnung" in asked, "Umzug" in asked, "Schaden" in asked) == (True, False, False)
    assert wrong == [422, 422, 422]
    assert answer.headers["HX-Redirect"] == shown(kept(call).ticket)


def test_call_is_attached_to_an_open_ticket(
    anna: User, nordlicht: Tenant, billing: Category, customer: Customer, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, customer=customer, subject="Offene Frage")
    call = ringing(nordlicht, anna, customer=customer)

    answer = htmx_for(anna, nordlicht).post(address("attach", call), {"ticket": ticket.number})

    assert "phone:refresh" in answer.headers["HX-Trigger"]
    assert kept(call).ticket == ticket


def test_call_is_attached_to_a_ticket_whose_number_is_typed(
    anna: User, nordlicht: Tenant, billing: Category, htmx_for: HtmxFor
) -> None:
    ticket, call = make_ticket(billing, subject="Eine andere"), ringing(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)
    number = str(ticket.number)

    assert browser.get(address("attach", call)).status_code == 200
    assert [browser.post(address("attach", call), {"ticket": wrong}).status_code for wrong in ("", "12")] == [422, 404]
    browser.post(address("attach", call), {"ticket": f"{number[:4]} {number[4:7]} {number[7:]}"})

    assert kept(call).ticket == ticket


def test_call_is_never_attached_across_tenants(
    bela: User, nordlicht: Tenant, alpina: Tenant, alpina_ticket: Ticket, htmx_for: HtmxFor
) -> None:
    call = ringing(nordlicht, bela)
    one, both = htmx_for(bela, nordlicht), htmx_for(bela, nordlicht, alpina)

    codes = [
        browser.post(address("attach", call), {"ticket": alpina_ticket.number}).status_code for browser in (one, both)
    ]

    assert (codes, kept(call).ticket) == ([404, 404], None)
    assert both.post(address("attach", call), {"ticket": "no number"}).status_code == 404


def test_no_is_an_answer(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna, question=Question.ASKED)
    browser = htmx_for(anna, nordlicht)

    browser.post(address("decline", call))

    assert kept(call).question == Question.NO
    page = browser.get(reverse("desk:phone:calls")).content.decode()
    assert ("Create a phone ticket for" in page, "Create the phone ticket" in page) == (False, True)


def test_who_may_create_no_tickets_is_offered_none(
    anna: User, agent_role: Role, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    agent_role.permissions = [one for one in agent_role.permissions if one != "tickets.create"]
    agent_role.save()
    call = talking(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)

    assert "Create the phone ticket" not in browser.get(reverse("desk:phone:calls")).content.decode()
    assert browser.post(address("ticket", call)).status_code == 403


def test_finished_takes_the_note_to_the_ticket_once(
    anna: User, nordlicht: Tenant, billing: Category, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, owner=anna)
    call = ended(nordlicht, anna, ticket=ticket, wrap_up_until=ago(-40))
    browser = htmx_for(anna, nordlicht)
    browser.post(address("note", call), {"note": "Ruft morgen wieder an."})

    answer = browser.post(address("finish", call), {"note": "Ruft morgen wieder an."})

    assert answer.headers["HX-Trigger"] == "phone:refresh"
    assert (kept(call).note, kept(call).wrapped_up_at is not None) == ("", True)
    with in_scope(nordlicht):
        assert [note.text for note in Note.objects.filter(ticket=ticket)] == ["Ruft morgen wieder an."]
    assert f'id="call-{call.pk}"' not in browser.get(reverse("desk:phone:calls")).content.decode()


def test_finished_without_a_ticket_keeps_the_note_at_the_call(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ended(nordlicht, anna, wrap_up_until=ago(-40), note="Verwählt.")

    htmx_for(anna, nordlicht).post(address("finish", call), {"note": "Verwählt."})

    assert kept(call).note == "Verwählt."


def test_what_goes_on_cannot_be_finished(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = talking(nordlicht, anna, note="Notiz")
    browser = htmx_for(anna, nordlicht)

    answer = browser.post(address("finish", call), {"note": "Notiz"})

    assert (answer.status_code, kept(call).note) == (409, "Notiz")
    assert "data-finish" not in browser.get(reverse("desk:phone:calls")).content.decode()


def test_call_that_came_to_nothing_is_put_away(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    out = {"direction": Direction.OUT, "outcome": Outcome.BUSY, "answered_at": None}
    call = ended(nordlicht, anna, **out)
    browser = htmx_for(anna, nordlicht)

    before = browser.get(reverse("desk:phone:calls")).content.decode()
    browser.post(address("finish", call), {"note": ""})
    after = browser.get(reverse("desk:phone:calls")).content.decode()

    assert ('data-phase="over"' in before, 'data-phase="over"' in after) == (True, False)


def address(name: str, call: Call) -> str:
    return reverse(f"desk:phone:{name}", args=[call.pk])


def shown(ticket: Ticket | None) -> str:
    assert ticket is not None
    return reverse("desk:ticket:show", args=[ticket.number])


def kept(call: Call) -> Call:
    with in_scope(call.tenant_id):
        return Call.objects.select_related("ticket").get(pk=call.pk)


def test_phone_ticket_is_answered_by_mail_as_any_other(
    anna: User,
    nordlicht: Tenant,
    billing: Category,
    customer: Customer,
    htmx_for: HtmxFor,
) -> None:
    prefer(nordlicht, CATEGORY, billing.pk)
    call = talking(nordlicht, anna, customer=customer)
    browser = htmx_for(anna, nordlicht)
    browser.post(address("ticket", call))
    ticket = kept(call).ticket
    assert ticket is not None

    page = browser.post(reverse("desk:compose:reply", args=[ticket.number])).content.decode()

    assert "kaethe@post.example" in page
