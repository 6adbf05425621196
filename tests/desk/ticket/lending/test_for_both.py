"""Who works for both, and what stays closed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category, SupervisorGroup
from kontor.people.models import Role, User
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.sign_out import return_tickets
from kontor.routing.domain.waiting import deliver_waiting
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.settling import recompute
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket
from tests.desk.inbox.test_selection import said
from tests.desk.ticket.lending.conftest import ClientFor, address, now, text_of
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_member
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_note, make_ticket
from tests.support.client import Browser
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


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


def test_what_one_has_at_the_lender_stands_not_beside_it_for_who_signed_in_for_the_borrower(
    lent: Ticket, bela: User, billing: Category, alpina: Tenant, client_for: ClientFor
) -> None:
    make_ticket(billing, owner=bela, subject="Auf dem Platz bei Nordlicht")

    page = text_of(client_for(bela, alpina).get(address("ticket:show", lent) + "?folder=mine"))

    assert lent.subject in page
    assert "Auf dem Platz bei Nordlicht" not in page


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
