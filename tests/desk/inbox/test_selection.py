from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from kontor.org.models import Category, Grant
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.org import make_category, make_closing_code, make_group_tree
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def two(anna: User, billing: Category) -> list[Ticket]:
    return [make_ticket(billing, owner=anna), make_ticket(billing, owner=anna)]


def send(browser: Browser, action: str, tickets: list[Ticket], **more: Any) -> HttpResponse:
    name = f"desk:inbox:selection{action and '-'}{action}"
    return browser.post(reverse(name), {"selected": [ticket.pk for ticket in tickets], **more})


def said(response: HttpResponse) -> list[tuple[str, str]]:
    """The sentences of an answer, each with the address that undoes; they are not said again."""
    response.client.cookies.pop("messages", None)
    return [(str(item), item.extra_tags or "") for item in get_messages(response.wsgi_request)]


def now(ticket: Ticket) -> Ticket:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("category", "owner", "closing_code").get(pk=ticket.pk)


def test_dialog_offers_what_the_person_may_do_with_all(
    anna: User, two: list[Ticket], nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    page = send(htmx_for(anna, nordlicht), "", two).content.decode()

    offered = [
        name
        for name in ("recategorize", "assign", "resubmit", "pass-on", "close", "release")
        if f"selection/{name}/" in page
    ]
    assert offered == ["recategorize", "resubmit", "pass-on", "close", "release"]
    assert "<html" not in page


def test_what_asks_for_more_has_a_dialog_of_its_own(
    anna: User, sven: User, two: list[Ticket], nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    at_once = [_done_at_once(send(htmx_for(person, nordlicht), "", two).content.decode()) for person in (anna, sven)]

    done = dict.fromkeys(["recategorize", "close", "release", "spam"], True)
    assert at_once == [done | {"resubmit": False, "pass-on": False}, done | {"assign": True}]


def _done_at_once(page: str) -> dict[str, bool]:
    forms = [form.split("/selection/", 1)[1] for form in page.split("<form")[1:] if "/selection/" in form]
    return {form.split("/", 1)[0]: 'name="entered"' in form for form in forms}


def test_dialog_is_a_page_without_scripts(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = send(client_for(anna, nordlicht), "", two).content.decode()

    assert "<html" in page
    assert " open " in page.split("<dialog", 1)[1].split(">", 1)[0] + " "


@pytest.mark.parametrize("chosen", [[], ["x"], ["²"], ["9" * 19]])
def test_nothing_chosen_is_said(anna: User, nordlicht: Tenant, htmx_for: HtmxFor, chosen: list[str]) -> None:
    response = htmx_for(anna, nordlicht).post(reverse("desk:inbox:selection"), {"selected": chosen})

    assert response.status_code == 409
    assert "Choose at least one ticket first." in response.content.decode()


def test_tickets_are_moved_together_and_back(
    anna: User, two: list[Ticket], billing: Category, moving: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    [(sentence, undo)] = said(send(browser, "recategorize", two, category=moving.pk))
    moved = [now(ticket).category for ticket in two]
    [(undone, _none)] = said(browser.post(undo))

    assert sentence == "2 tickets recategorised."
    assert moved == [moving, moving]
    assert undone == "2 tickets are as before."
    assert [now(ticket).category for ticket in two] == [billing, billing]


def test_tickets_are_closed_together_and_opened_again(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    [(_sentence, undo)] = said(send(browser, "close", two))
    states = [now(ticket).state for ticket in two]
    browser.post(undo)

    assert states == [TicketState.CLOSED, TicketState.CLOSED]
    assert [(now(ticket).state, now(ticket).owner, now(ticket).closed_at) for ticket in two] == [
        (TicketState.ASSIGNED, anna, None)
    ] * 2
    assert all(now(ticket).assigned_at for ticket in two)


def test_undo_of_one_ticket_leads_to_it_and_of_several_to_the_list(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    places = []
    for tickets in (two[:1], two):
        [(_sentence, undo)] = said(send(browser, "release", tickets))
        undone = browser.post(undo)
        places.append(undone["Location"])
        said(undone)

    assert places == [f"/desk/ticket/{two[0].number}/", "/desk/inbox/"]


def test_undo_leaves_what_somebody_else_changed_since(
    anna: User, bela: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    [(_sentence, undo)] = said(send(browser, "release", two))
    with in_scope(nordlicht):
        assign_ticket(now(two[0]), to=bela, by=bela)

    sentences = [sentence for sentence, _undo in said(browser.post(undo))]

    assert sentences == ["1 ticket is as before.", "What was changed by somebody else since stays as it is."]
    assert [now(ticket).owner for ticket in two] == [bela, anna]


def test_undo_leaves_what_the_person_no_longer_reads(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    [(_sentence, undo)] = said(send(browser, "release", two))
    elsewhere = make_category(make_group_tree(nordlicht))
    with in_scope(nordlicht):
        Ticket.objects.update(category=elsewhere)

    sentences = [sentence for sentence, _undo in said(browser.post(undo))]

    assert sentences == ["What was changed by somebody else since stays as it is."]
    assert [now(ticket).owner for ticket in two] == [None, None]


def test_undo_says_on_whose_desk_a_ticket_does_not_come_any_more(
    anna: User, sven: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(sven, nordlicht)
    [(_sentence, undo)] = said(send(browser, "release", two[:1]))
    with in_scope(nordlicht):
        Grant.objects.filter(user=anna).delete()

    [(sentence, _undo)] = said(browser.post(undo))

    assert sentence.endswith(f": {anna.name} does not see tickets of the category “{two[0].category.name}” any more.")
    assert now(two[0]).owner is None


def test_undo_works_once(anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)
    [(_sentence, undo)] = said(send(browser, "release", two))
    said(browser.post(undo))

    [(sentence, _none)] = said(browser.post(undo))

    assert sentence == "This can no longer be undone."


def test_each_toast_undoes_its_own_action(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    [(_first, undo)] = said(send(browser, "release", two[:1]))
    send(browser, "close", two[1:])

    browser.post(undo)

    assert [now(ticket).state for ticket in two] == [TicketState.ASSIGNED, TicketState.CLOSED]


def test_supervisor_assigns_several(
    sven: User, anna: User, bela: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    send(client_for(sven, nordlicht), "assign", two, to=bela.pk)

    assert [now(ticket).owner for ticket in two] == [bela, bela]


def test_agent_may_not_assign(anna: User, bela: User, two: list[Ticket], nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    response = send(htmx_for(anna, nordlicht), "assign", two, to=bela.pk)

    assert response.status_code == 409
    assert "You may not do this with" in response.content.decode()
    assert [now(ticket).owner for ticket in two] == [anna, anna]


def test_missing_choice_is_said_in_the_dialog(
    anna: User, two: list[Ticket], nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    response = send(htmx_for(anna, nordlicht), "recategorize", two, category="")

    assert response.status_code == 422
    assert "This is missing." in response.content.decode()


def test_closing_code_is_asked_for_where_a_category_wants_one(
    anna: User, two: list[Ticket], billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    code = make_closing_code(billing, name="Erledigt")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
    browser = htmx_for(anna, nordlicht)

    without = send(browser, "close", two)
    send(browser, "close", two, closing_code=code.pk)

    assert without.status_code == 422
    assert [now(ticket).closing_code for ticket in two] == [code, code]


def test_tickets_of_another_tenant_cannot_be_chosen(
    anna: User, alpina_ticket: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    response = send(htmx_for(anna, nordlicht), "close", [alpina_ticket])

    assert response.status_code == 409
    assert now(alpina_ticket).state == TicketState.QUEUED


@pytest.mark.parametrize(
    ("back", "leads"),
    [("/desk/inbox/?folder=queue", "/desk/inbox/?folder=queue"), ("https://elsewhere.example/", "/desk/inbox/")],
)
def test_way_back_leads_to_the_list_and_nowhere_else(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor, back: str, leads: str
) -> None:
    response = send(client_for(anna, nordlicht), "release", two, back=back)

    assert response.headers["Location"] == leads
