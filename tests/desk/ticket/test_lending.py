"""A ticket of Nordlicht that is lent to Alpina, on the desk of Carla, who works for Alpina alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.domain.drafts import find_draft
from kontor.customers.domain.contacts import link_customers
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category, SupervisorGroup
from kontor.people.models import Role, User
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.sign_out import return_tickets
from kontor.routing.domain.waiting import deliver_waiting
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import link
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.settling import recompute
from kontor.tickets.enums import LinkKind, NoticeKind, TicketState
from kontor.tickets.models import Message, Note, Ticket
from tests.desk.inbox.test_selection import said
from tests.factories.customers import make_customer
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_member
from tests.factories.sla import choose, make_service_level
from tests.factories.texts import make_module, make_template
from tests.factories.tickets import make_note, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


def address(name: str, ticket: Ticket, *places: object) -> str:
    return reverse(f"desk:{name}", args=[ticket.number, *places])


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def now(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def lent(ticket: Ticket, claims: Category) -> Ticket:
    """In the queue of Alpina."""
    lend_ticket(ticket, claims)
    return ticket


@pytest.fixture
def carlas(lent: Ticket, carla: User) -> Ticket:
    """On Carla's desk."""
    with everywhere():
        Ticket.objects.filter(pk=lent.pk).update(state=TicketState.ASSIGNED, owner=carla, assigned_at=clock.now())
    return lent


@pytest.fixture
def carlas_browser(carla: User, alpina: Tenant, client_for: ClientFor) -> Browser:
    return client_for(carla, alpina)


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


def test_handed_back_with_a_reason(carlas: Ticket, anna: User, nordlicht: Tenant, carlas_browser: Browser) -> None:
    url = address("ticket:hand-back", carlas)

    dialog, empty = carlas_browser.get(url), carlas_browser.post(url, {"reason": ""})
    done = carlas_browser.post(url, {"reason": "Das kennt nur Nordlicht."}, follow=True)

    assert (dialog.status_code, empty.status_code, done.status_code) == (200, 422, 200)
    assert (now(carlas).state, now(carlas).lent_to_id, now(carlas).owner_id) == (TicketState.QUEUED, None, None)
    assert carlas_browser.get(address("ticket:show", carlas)).status_code == 404


def test_the_lenders_supervisor_takes_it_back(
    carlas: Ticket, sven: User, anna: User, nordlicht: Tenant, client_for: ClientFor, carlas_browser: Browser
) -> None:
    url = address("ticket:end-loan", carlas)

    forbidden = [carlas_browser.post(url).status_code, client_for(anna, nordlicht).post(url).status_code]
    page = client_for(sven, nordlicht).post(url, follow=True)

    assert forbidden == [403, 403]
    assert page.status_code == 200
    assert now(carlas).lent_to_id is None
    with everywhere():
        assert Loan.objects.get(ticket=carlas).ended_by == LoanEnd.TAKEN_BACK


def test_closed_by_the_borrower_the_lender_reads_what_was_done(
    carlas: Ticket, carla: User, anna: User, nordlicht: Tenant, client_for: ClientFor, carlas_browser: Browser
) -> None:
    carlas_browser.post(address("ticket:note", carlas), {"text": "Erledigt am Telefon."})
    carlas_browser.post(address("ticket:close", carlas), {})

    page = text_of(client_for(anna, nordlicht).get(address("ticket:show", carlas)))

    assert (now(carlas).state, now(carlas).lent_to_id) == (TicketState.CLOSED, None)
    assert "Erledigt am Telefon." in page and carla.name in page
    assert carlas_browser.get(address("ticket:show", carlas)).status_code == 404


def test_who_works_for_both_has_the_rights_of_both(
    lent: Ticket, bela: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(bela, nordlicht, alpina)

    taken = browser.post(address("ticket:take", lent), follow=True)

    assert taken.status_code == 200
    assert f"lent to {alpina.code}" in text_of(taken)
    assert now(lent).owner_id == bela.pk


def test_the_folders_beside_a_lent_ticket_are_ones_own(
    carlas: Ticket, alpina_ticket: Ticket, billing: Category, carlas_browser: Browser
) -> None:
    make_ticket(billing, subject="Warteschlange von Nordlicht")

    page = text_of(carlas_browser.get(address("ticket:show", carlas) + "?folder=queue"))

    assert alpina_ticket.subject in page
    assert "Warteschlange von Nordlicht" not in page and f"category-{billing.pk}" not in page


def test_lent_tickets_are_not_chosen_together_with_others(
    lent: Ticket, alpina_ticket: Ticket, carlas_browser: Browser
) -> None:
    answer = carlas_browser.post(
        reverse("desk:inbox:selection"), {"selected": [lent.pk, alpina_ticket.pk]}, follow=True
    )

    assert "Open each of them to work on it" in text_of(answer)


def test_notices_about_it_are_read_by_the_borrowers_agent(carlas: Ticket, carla: User, carlas_browser: Browser) -> None:
    with in_scope(carlas.tenant_id):
        notify_person(carla.pk, NoticeKind.NEW_MESSAGE, ticket=now(carlas), sender="Käthe Kunde")

    assert "Käthe Kunde" in text_of(carlas_browser.get(reverse("desk:notices:list")))


def test_the_lender_finds_what_is_lent_in_a_folder_of_its_own(
    lent: Ticket,
    alpina: Tenant,
    nordlicht: Tenant,
    anna: User,
    bela: User,
    client_for: ClientFor,
    carlas_browser: Browser,
) -> None:
    url = reverse("desk:inbox:list") + "?folder=lent"

    ours, theirs = text_of(client_for(anna, nordlicht).get(url)), text_of(carlas_browser.get(url))

    assert lent.subject in ours and f"lent to {alpina.code}" in ours
    assert lent.subject not in theirs
    assert "folder=lent" in text_of(client_for(anna, nordlicht).get(reverse("desk:inbox:folders")))
    assert "folder=lent" not in text_of(carlas_browser.get(reverse("desk:inbox:folders")))


def test_signed_out_the_borrowers_agent_leaves_it_in_the_borrowers_queue(
    carlas: Ticket, carla: User, alpina: Tenant
) -> None:
    return_tickets(carla, reason="sign_out", tenants=(alpina.pk,))

    assert (now(carlas).state, now(carlas).owner_id, now(carlas).lent_to_id) == ("queued", None, alpina.pk)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_resubmission_of_it_comes_to_the_borrowers_agent_who_is_there(
    carlas: Ticket, carla: User, alpina: Tenant, nordlicht: Tenant, client_for: ClientFor, is_there: bool
) -> None:
    with everywhere():
        Ticket.objects.filter(pk=carlas.pk).update(
            state=TicketState.RESUBMITTED, owner=None, waits_for=carla, held_until=clock.now()
        )
    if is_there:
        client_for(carla, alpina)

    with in_scope(nordlicht):
        moved = deliver_waiting(nordlicht.pk)

    expected = (1, TicketState.ASSIGNED, carla.pk) if is_there else (0, TicketState.RESUBMITTED, None)
    assert (moved, now(carlas).state, now(carlas).owner_id) == expected


def test_what_the_borrower_may_not_reach_for_stays_closed_to_the_verbs_too(
    lent: Ticket, moving: Category, billing: Category, sven: User, nordlicht: Tenant
) -> None:
    other = make_ticket(billing)
    with in_scope(nordlicht):
        with refused("is lent to another tenant"):
            recategorize_ticket(lent, moving, by=sven)
        with refused("is lent to another tenant"):
            merge_tickets(lent, other, by=sven)
        with refused("is lent to another tenant"):
            merge_tickets(other, lent, by=sven)


def test_the_borrower_reads_how_the_deadline_comes_about(
    ticket: Ticket, billing: Category, claims: Category, carla: User, carlas_browser: Browser
) -> None:
    level = make_service_level(billing.tenant, "Gold von Nordlicht", first_response=240)
    choose(billing, SERVICE_LEVEL, level)
    promised = make_ticket(billing, subject="Versprochen")
    with in_scope(billing.tenant_id):
        recompute([promised.pk])
    lend_ticket(promised, claims)
    with everywhere():
        Ticket.objects.filter(pk=promised.pk).update(state=TicketState.ASSIGNED, owner=carla)

    page = text_of(carlas_browser.get(address("ticket:show", promised)))
    panel = text_of(carlas_browser.get(address("ticket:deadline", promised)))

    assert address("ticket:deadline", promised) in page + text_of(
        carlas_browser.get(address("ticket:context", promised))
    )
    assert "as promised by the tenant that lends the ticket" in panel
    assert "Gold von Nordlicht" not in panel


def test_the_page_of_a_lent_ticket_holds_the_sentence_for_when_it_goes_back(
    carlas: Ticket, nordlicht: Tenant, carlas_browser: Browser
) -> None:
    page = text_of(carlas_browser.get(address("ticket:show", carlas)))

    assert f"This ticket is back at {nordlicht.name}, which had lent it." in page


@pytest.mark.parametrize("action", ["release", "close"])
def test_the_borrower_is_offered_no_way_back_that_leads_nowhere(
    carlas: Ticket, carlas_browser: Browser, action: str
) -> None:
    [(_sentence, undo)] = said(carlas_browser.post(address(f"ticket:{action}", carlas), {}))

    assert undo == ""


@pytest.mark.parametrize(("action", "offered"), [("release", True), ("close", False)])
def test_who_works_for_both_takes_back_what_did_not_end_the_loan(
    lent: Ticket,
    bela: User,
    nordlicht: Tenant,
    alpina: Tenant,
    client_for: ClientFor,
    action: str,
    offered: bool,
) -> None:
    browser = client_for(bela, nordlicht, alpina)
    browser.post(address("ticket:take", lent))
    [(_sentence, undo)] = said(browser.post(address(f"ticket:{action}", lent), {}))

    assert bool(undo) == offered
    if undo:
        browser.post(undo)
        assert (now(lent).owner_id, now(lent).lent_to_id) == (bela.pk, alpina.pk)


def test_who_works_for_both_but_not_in_its_category_sees_what_the_borrower_sees(
    ticket: Ticket,
    claims: Category,
    anna: User,
    carla: User,
    alpina: Tenant,
    nordlicht: Tenant,
    nordlicht_supervisors: SupervisorGroup,
    agent_role: Role,
    client_for: ClientFor,
) -> None:
    make_member(carla, make_agent_group(nordlicht_supervisors, "Andere Kategorien"), agent_role)
    make_note(ticket, anna, "Vertraulich von vorher.")
    lend_ticket(ticket, claims, sees_notes=False)

    page = text_of(client_for(carla, nordlicht, alpina).get(address("ticket:show", ticket)))

    assert ticket.subject in page
    assert "Vertraulich von vorher." not in page
