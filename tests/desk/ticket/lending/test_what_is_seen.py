"""What the borrower sees of a lent ticket, and the lender of one that is away."""

from __future__ import annotations

from django.urls import reverse

from kontor.answers.domain.drafts import find_draft
from kontor.customers.domain.contacts import link_customers
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import link
from kontor.tickets.enums import LinkKind, TicketState
from kontor.tickets.models import Message, Note, Ticket
from tests.desk.ticket.lending.conftest import ClientFor, address, now, text_of
from tests.factories.customers import make_customer
from tests.factories.loans import lend_ticket
from tests.factories.texts import make_module, make_template
from tests.factories.tickets import make_note, make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope


def test_the_borrowers_agent_takes_it_and_finds_it_marked(
    lent: Ticket, nordlicht: Tenant, carla: User, carlas_browser: Browser
) -> None:
    listed = text_of(carlas_browser.get(reverse("desk:inbox:list") + "?folder=queue"))
    taken = carlas_browser.post(reverse("desk:inbox:next"), follow=True)

    mark = f"for {nordlicht.code} · lent"
    assert mark in listed and mark in text_of(taken)
    assert f'title="{mark}">for {nordlicht.code}</span>' in listed
    assert lent.subject in text_of(taken)
    assert now(lent).owner_id == carla.pk


def test_it_comes_into_the_open_desk_like_any_other(
    lent: Ticket, alpina: Tenant, carla: User, htmx_for: ClientFor
) -> None:
    response = htmx_for(carla, alpina).post(reverse("desk:inbox:next"))

    assert f'data-number="{lent.number}"' in text_of(response)
    assert (now(lent).owner_id, now(lent).unread) == (carla.pk, False)


def test_the_lender_sees_where_it_is_and_may_not_work_it(
    lent: Ticket, alpina: Tenant, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    page = browser.get(address("ticket:show", lent))

    assert page.status_code == 200
    assert f"lent to {alpina.code}" in text_of(page)
    assert [browser.post(address(name, lent)).status_code for name in ("ticket:take", "ticket:close")] == [403, 403]
    assert now(lent).state == TicketState.QUEUED


def test_nothing_else_of_the_lender_is_shown_beside_it(
    carlas: Ticket, billing: Category, moving: Category, customer: Customer, anna: User, carlas_browser: Browser
) -> None:
    other = make_ticket(billing, customer=customer, subject="Zwölf andere Zähler")
    relative = make_customer(customer.tenant, "Verwandter Vogel", email="vogel@post.example")
    with in_scope(customer.tenant_id):
        link_customers(customer, relative)
        link(carlas, other, LinkKind.REACTIVATED_FROM, LinkKind.REACTIVATED_AS)
        Ticket.objects.filter(pk=other.pk).update(process=carlas)

    page = text_of(carlas_browser.get(address("ticket:show", carlas)))
    beside = text_of(carlas_browser.get(address("ticket:context", carlas)))

    for shown in (page, beside):
        assert "Zwölf andere Zähler" not in shown and str(other.number) not in shown.replace(" ", "")
        assert "Vogel" not in shown
    assert customer.name in beside
    assert carlas_browser.get(address("ticket:show", other)).status_code == 404
    assert carlas_browser.get(reverse("desk:contacts:show", args=[customer.pk])).status_code == 404


def test_what_would_reach_for_other_things_of_the_lender_is_forbidden(
    carlas: Ticket, nordlicht: Tenant, anna: User, carla: User, carlas_browser: Browser
) -> None:
    carlas_browser.post(address("compose:reply", carlas))
    with everywhere():
        message = Message.objects.filter(ticket=carlas).first()
    assert message is not None

    asked = {
        name: carlas_browser.get(address(name, carlas, *places)).status_code
        for name, places in {
            "ticket:recategorize": (),
            "ticket:hand-over": (),
            "ticket:merge": (),
            "ticket:process": (),
            "ticket:duplicate": (),
            "ticket:why": (message.pk,),
            "ticket:move": (message.pk,),
            "compose:library": (),
        }.items()
    }

    assert asked == dict.fromkeys(asked, 403)


def test_notes_and_history_from_before_are_shown_as_agreed(
    ticket: Ticket, claims: Category, anna: User, carla: User, carlas_browser: Browser
) -> None:
    make_note(ticket, anna, "Vertraulich von vorher.")
    with in_scope(ticket.tenant_id):
        record(ticket, "assigned", by=anna, to="Erwin Ehemals")
    lend_ticket(ticket, claims, sees_notes=False, sees_history=False)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)

    carlas_browser.post(address("ticket:note", ticket), {"text": "Von mir, während der Leihe."})
    page = text_of(carlas_browser.get(address("ticket:show", ticket)))
    beside = text_of(carlas_browser.get(address("ticket:context", ticket)))

    assert "Vertraulich von vorher." not in page
    assert "Von mir, während der Leihe." in page
    assert "Erwin Ehemals" not in beside
    assert "Lent to" in beside
    with in_scope(ticket.tenant_id):
        assert Note.objects.filter(ticket=ticket).count() == 2


def test_it_is_forwarded_to_colleagues_of_the_borrower_only(
    carlas: Ticket, anna: User, bela: User, carlas_browser: Browser
) -> None:
    dialog = text_of(carlas_browser.get(address("ticket:pass-on", carlas)))

    carlas_browser.post(address("ticket:pass-on", carlas), {"to": bela.pk})

    assert bela.name in dialog and anna.name not in dialog
    assert (now(carlas).state, now(carlas).waits_for_id) == (TicketState.INTERNAL_FORWARDED, bela.pk)


def test_the_reply_begins_with_the_lenders_template_and_offers_no_other_things(
    carlas: Ticket,
    billing: Category,
    moving: Category,
    carla: User,
    nordlicht: Tenant,
    nordlicht_account: object,
    carlas_browser: Browser,
) -> None:
    make_template(nordlicht, "Nordlicht antwortet", html="<p>Moin aus dem Norden</p>", categories=(billing,))
    elsewhere = make_module(nordlicht, "Baustein anderswo", html="<p>Geheim</p>", categories=(moving,))
    make_module(nordlicht, "Baustein hier", html="<p>Hier</p>", categories=(billing,))

    page = text_of(carlas_browser.post(address("compose:reply", carlas), follow=True))
    with everywhere():
        draft = find_draft(carlas, carla)
    assert draft is not None
    modules = text_of(carlas_browser.get(reverse("desk:draft:modules", args=[draft.pk]) + "?all=1"))
    put_in = carlas_browser.post(reverse("desk:draft:module", args=[draft.pk, elsewhere.pk]))

    assert "Moin aus dem Norden" in page
    assert "Baustein hier" in modules and "Baustein anderswo" not in modules
    assert put_in.status_code == 404
    assert (draft.tenant_id, draft.lent_to_id) == (carlas.tenant_id, carlas.lent_to_id)


def test_files_and_bodies_of_the_ticket_are_read_and_no_others(
    carlas: Ticket, billing: Category, carlas_browser: Browser
) -> None:
    other = make_ticket(billing)
    with everywhere():
        mine = Message.objects.filter(ticket=carlas).first()
        theirs = Message.objects.filter(ticket=other).first()
    assert mine is not None and theirs is not None

    own = carlas_browser.get(address("ticket:message", carlas, mine.pk))
    strange = carlas_browser.get(address("ticket:message", carlas, theirs.pk))

    assert (own.status_code, strange.status_code) == (200, 404)
