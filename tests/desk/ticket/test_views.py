from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category, SupervisorGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Note, Presence, Ticket
from tests.factories.org import make_closing_code, make_grant
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.hearing import heard
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
MOST = 17
"""One of them is for the title bar, which shows what the person is at the moment, one for the mark of a legal hold."""
OF_THE_TEST = 2
"""Statements with which the test's browser enters and leaves a scope of its own around the request."""


def address(name: str, ticket: Ticket) -> str:
    return reverse(f"desk:ticket:{name}", args=[ticket.number])


def now(ticket: Ticket) -> Ticket:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("category", "owner", "closing_code").get(pk=ticket.pk)


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    """On Anna's desk."""
    return make_ticket(billing, subject="Zähler getauscht", owner=anna)


def test_ticket_is_a_page_of_the_desk(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    page = client_for(anna, nordlicht).get(address("show", mine)).content.decode()

    assert page.count(mine.subject) > 1
    assert 'id="inbox"' in page
    assert 'id="ticket"' in page


def test_ticket_is_a_pane_for_htmx(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    page = htmx_for(anna, nordlicht).get(address("show", mine)).content.decode()

    assert 'id="inbox"' not in page
    assert 'id="ticket"' in page


@pytest.mark.parametrize("messages", [0, 2, 30])
def test_ticket_needs_few_statements_however_long_it_is(
    messages: int, anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    for _number in range(messages):
        make_message(mine)
        make_note(mine, anna)
    page, part = client_for(anna, nordlicht), htmx_for(anna, nordlicht)
    page.post(reverse("desk:compose:reply", args=[mine.number]))
    page.get(address("show", mine))

    for browser, name in ((page, "show"), (part, "show"), (part, "context")):
        with statements() as sent:
            browser.get(address(name, mine))

        assert len(sent) - OF_THE_TEST <= MOST, "\n".join(sent)


def test_ticket_is_not_found_by_strangers(
    carla: User, mine: Ticket, alpina: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    browser = client_for(carla, alpina)

    assert [browser.get(address(name, mine)).status_code for name in ("show", "context", "note", "close")] == [404] * 4
    assert [browser.post(address(name, mine)).status_code for name in ("take", "release", "presence")] == [404] * 3


def test_ticket_of_the_other_tenant_is_not_found_while_one_works_for_the_first(
    bela: User, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    one, both = client_for(bela, nordlicht), client_for(bela, nordlicht, alpina)

    assert one.get(address("show", alpina_ticket)).status_code == 404
    assert both.get(address("show", alpina_ticket)).status_code == 200


def test_what_a_colleague_works_on_may_not_be_answered(
    bela: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(bela, nordlicht)

    assert browser.post(reverse("desk:compose:reply", args=[mine.number])).status_code == 403
    assert browser.post(address("release", mine)).status_code == 403
    assert browser.get(address("assign", mine)).status_code == 403
    whose = re.search(r'data-hotkey="r".*?</p>', browser.get(address("show", mine)).content.decode())
    assert whose and "This ticket is on the desk of Anna Arndt, who answers it. A note (n) reaches" in whose[0]


def test_owner_has_read_it_then(anna: User, bela: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mine.pk).update(unread=True)

    with heard() as told:
        client_for(bela, nordlicht).get(address("show", mine))
    after_bela = now(mine).unread
    client_for(anna, nordlicht).get(address("show", mine))

    assert (after_bela, now(mine).unread) == (True, False)
    assert ("t", nordlicht.pk, "ticket", mine.pk) not in told


def test_take(anna: User, ticket: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    response = htmx_for(anna, nordlicht).post(address("take", ticket))

    assert response.headers["HX-Push-Url"] == address("show", ticket)
    assert 'data-hotkey="r"' in response.content.decode()
    assert (now(ticket).state, now(ticket).owner) == (TicketState.ASSIGNED, anna)


def test_take_says_who_was_quicker(bela: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    response = htmx_for(bela, nordlicht).post(address("take", mine))

    assert response.status_code == 409
    assert "Anna Arndt has taken this ticket in the meantime." in response.content.decode()


def test_release_can_be_undone(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)

    page = browser.post(address("release", mine), follow=True).content.decode()

    assert now(mine).state == TicketState.QUEUED
    assert f'action="{reverse("desk:inbox:undo")}?of=' in page


def test_note(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    browser = htmx_for(anna, nordlicht)

    dialog = browser.get(address("note", mine)).content.decode()
    empty = browser.post(address("note", mine), {"text": " "})
    response = browser.post(address("note", mine), {"text": "Bitte anrufen."})

    assert "<dialog" in dialog
    assert empty.status_code == 422
    assert (response.content, response.headers["HX-Trigger"]) == (b"", "ticket:refresh")
    with in_scope(nordlicht):
        assert [note.text for note in Note.objects.filter(ticket=mine)] == ["Bitte anrufen."]


def test_dialog_is_a_page_without_scripts(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)

    page = browser.get(address("note", mine)).content.decode()
    response = browser.post(address("note", mine), {"text": "Bitte anrufen."})

    assert "<html" in page
    assert response.headers["Location"] == address("show", mine)


def test_recategorize(anna: User, mine: Ticket, moving: Category, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    browser = htmx_for(anna, nordlicht)

    none = browser.post(address("recategorize", mine), {})
    response = browser.post(address("recategorize", mine), {"category": moving.pk})

    assert none.status_code == 422
    assert "ticket:refresh" in response.headers["HX-Trigger"]
    assert reverse("desk:inbox:undo") in response.headers["HX-Trigger"]
    assert now(mine).category == moving


def test_recategorize_never_offers_another_tenants_categories(
    bela: User, ticket: Ticket, claims: Category, moving: Category, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(bela, nordlicht, alpina)

    dialog = browser.get(address("recategorize", ticket)).content.decode()
    response = browser.post(address("recategorize", ticket), {"category": claims.pk})

    assert (moving.name in dialog, claims.name in dialog) == (True, False)
    assert response.status_code == 422


def test_supervisor_assigns(
    sven: User, bela: User, mine: Ticket, carla: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(sven, nordlicht)

    dialog = browser.get(address("assign", mine)).content.decode()
    browser.post(address("assign", mine), {"to": bela.pk})

    assert (bela.name in dialog, carla.name in dialog) == (True, False)
    assert now(mine).owner == bela


def test_supervisor_takes_back(sven: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    client_for(sven, nordlicht).post(address("release", mine))

    assert (now(mine).state, now(mine).owner) == (TicketState.QUEUED, None)


def test_close_asks_for_a_closing_code(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    code = make_closing_code(billing, name="Erledigt")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
    browser = htmx_for(anna, nordlicht)

    without = browser.post(address("close", mine), {})
    response = browser.post(
        address("close", mine), {"closing_code": code.pk}, headers={"hx-current-url": "http://x/desk/?folder=queue"}
    )

    assert without.status_code == 422
    assert response.headers["HX-Redirect"] == f"{reverse('desk:inbox:list')}?folder=queue"
    assert (now(mine).state, now(mine).closing_code) == (TicketState.CLOSED, code)


def test_closed_ticket_comes_back_as_a_linked_one(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mine.pk).update(state=TicketState.CLOSED, closed_at=clock.now(), owner=None)
    browser = client_for(anna, nordlicht)

    url = browser.post(address("reactivate", mine)).headers["Location"]
    context = browser.get(f"{url}context/").content.decode()

    assert url != address("show", mine)
    assert address("show", mine) in context
    assert "Reactivated from" in context


def test_hand_over_needs_rights_in_both_tenants(
    sven: User, bela: User, mine: Ticket, claims: Category, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    dialog = htmx_for(sven, nordlicht).post(address("hand-over", mine), {"category": claims.pk, "reason": "falsch"})

    assert dialog.status_code == 422
    assert now(mine).state == TicketState.ASSIGNED


def test_who_has_rights_in_both_tenants_hands_over(
    sven: User,
    mine: Ticket,
    claims: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_supervisors: SupervisorGroup,
    supervisor_role: Role,
    htmx_for: HtmxFor,
) -> None:
    make_grant(sven, supervisor_role, alpina_supervisors)
    browser = htmx_for(sven, nordlicht, alpina)

    assert "Alpina Versicherung › Schaden" in browser.get(address("hand-over", mine)).content.decode()
    browser.post(address("hand-over", mine), {"category": claims.pk, "reason": "falsch"})

    assert now(mine).state == TicketState.CLOSED
    with in_scope(alpina):
        assert [ticket.subject for ticket in Ticket.objects.filter(category=claims)] == [mine.subject]


def test_message_without_sender_says_so(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    make_message(mine, from_name="", from_address="")

    assert "(no sender)" in htmx_for(anna, nordlicht).get(address("show", mine)).content.decode()


def test_presence_tells_who_else_is_there(
    anna: User, bela: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    first, second = htmx_for(anna, nordlicht), htmx_for(bela, nordlicht)

    first.post(address("presence", mine), {"mode": "writing"})
    seen = second.post(address("presence", mine), {"mode": "reading"}).content.decode()
    first.post(address("presence", mine), {"mode": "left"})
    after = second.post(address("presence", mine), {"mode": "reading"}).content.decode()

    assert "Anna Arndt writes" in seen
    assert "Anna Arndt" not in after
    with in_scope(nordlicht):
        assert [presence.user for presence in Presence.objects.filter(ticket=mine)] == [bela]
