"""Why a message is here, and bringing messages where they belong, in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.enums import LinkKind, TicketState
from kontor.tickets.models import Message, MessageMove, Ticket, TicketLink
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, nordlicht_account: MailAccount, anna: User) -> Ticket:
    """On Anna's desk, with two messages."""
    ticket = make_ticket(billing, subject="Zähler getauscht", owner=anna, account=nordlicht_account)
    make_message(ticket, text="Etwas anderes")
    return ticket


@pytest.fixture
def other(nordlicht: Tenant, billing: Category) -> Ticket:
    return make_ticket(billing, subject="Umzug nach Kiel", customer=make_customer(nordlicht, "Ursula Umzug"))


def _url(name: str, ticket: Ticket, *more: int) -> str:
    return reverse(f"desk:ticket:{name}", args=[ticket.number, *more])


def _newest(ticket: Ticket) -> Message:
    with in_scope(ticket.tenant_id):
        return Message.objects.filter(ticket=ticket).order_by("-id")[0]


def _keep(message: Message, **evidence: object) -> None:
    with in_scope(message.tenant_id):
        Message.objects.filter(pk=message.pk).update(evidence=evidence)


def _tickets_of(*messages: Message) -> list[int]:
    with in_scope(messages[0].tenant_id):
        found = dict(Message.objects.values_list("pk", "ticket_id"))
    return [found[message.pk] for message in messages]


# Why is this here?


def test_why_a_message_is_here_is_said_in_sentences(
    anna: User, mine: Ticket, nordlicht_account: MailAccount, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = _newest(mine)
    _keep(
        shown,
        filing="attached",
        ticket=mine.number,
        score=148,
        needed=100,
        signals={"party": 90, "token": 30},
        accounts=[nordlicht_account.pk],
    )

    page = client_for(anna, nordlicht).get(_url("why", mine, shown.pk)).content.decode()

    assert "Enough speaks for this ticket." in page
    assert "Its sender takes part in this ticket." in page
    assert "148" in page
    assert nordlicht_account.address in page


def test_evidence_of_an_older_version_is_shown_without_what_is_unknown(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = _newest(mine)
    _keep(shown, filing="by_magic", signals={"magic": 7}, accounts=[0])

    answer = client_for(anna, nordlicht).get(_url("why", mine, shown.pk))

    assert answer.status_code == 200
    assert "magic" not in answer.content.decode()


def test_an_account_of_another_tenant_is_not_named(
    anna: User, mine: Ticket, alpina_account: MailAccount, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = _newest(mine)
    _keep(shown, filing="new", accounts=[alpina_account.pk])

    page = client_for(anna, nordlicht).get(_url("why", mine, shown.pk)).content.decode()

    assert alpina_account.address not in page


def test_both_addresses_of_a_mail_are_shown(
    anna: User,
    mine: Ticket,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
    nordlicht: Tenant,
    client_for: ClientFor,
) -> None:
    _keep(_newest(mine), filing="new", accounts=[nordlicht_account.pk, general_account.pk])

    page = client_for(anna, nordlicht).get(_url("show", mine)).content.decode()

    assert f"{nordlicht_account.address}, {general_account.address}" in page


# Separating and moving


def test_a_message_is_separated_and_comes_back(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown, browser = _newest(mine), client_for(anna, nordlicht)

    answer = browser.post(_url("separate", mine, shown.pk))

    assert (answer.status_code, answer["Location"]) == (302, _url("show", mine))
    assert _tickets_of(shown) != [mine.pk]
    with in_scope(nordlicht):
        move = MessageMove.objects.get()
    undo = _url("undo-move", mine, move.pk)
    assert undo in browser.get(_url("show", mine)).content.decode()
    browser.post(undo)
    assert _tickets_of(shown) == [mine.pk]


def test_a_message_is_moved_to_the_ticket_with_that_number(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = _newest(mine)

    client_for(anna, nordlicht).post(_url("move", mine, shown.pk), {"words": str(other.number)})

    assert _tickets_of(shown) == [other.pk]


def test_the_chosen_ticket_counts_before_what_was_typed(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = _newest(mine)

    client_for(anna, nordlicht).post(_url("move", mine, shown.pk), {"words": "Umzug", "target": str(other.number)})

    assert _tickets_of(shown) == [other.pk]


@pytest.mark.parametrize("words", ["umzug kiel", "Ursula", "kunde@umzug.example"])
def test_tickets_are_found_by_subject_name_and_address(
    anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor, words: str
) -> None:
    customer = make_customer(nordlicht, "Ursula Umzug", email="kunde@umzug.example")
    found = make_ticket(billing, subject="Umzug nach Kiel", customer=customer)
    hidden = make_ticket(billing, subject="Abschlag")

    part = htmx_for(anna, nordlicht).get(
        _url("move", mine, _newest(mine).pk), {"words": words}, headers={"HX-Target": "targets"}
    )

    page = part.content.decode()
    assert (str(found.number) in page, str(hidden.number) in page) == (True, False)
    assert "<dialog" not in page


def test_tickets_of_other_tenants_are_neither_found_nor_reached(
    bela: User, billing: Category, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    mine = make_ticket(billing, owner=bela)
    shown = make_message(mine)
    with in_scope(alpina):
        Ticket.objects.filter(pk=alpina_ticket.pk).update(subject="Geheim")

    one = client_for(bela, nordlicht)
    assert one.post(_url("move", mine, shown.pk), {"words": str(alpina_ticket.number)}).status_code == 422
    both = client_for(bela, nordlicht, alpina)
    assert str(alpina_ticket.number) not in both.get(_url("move", mine, shown.pk), {"words": "Geheim"}).content.decode()
    both.post(_url("move", mine, shown.pk), {"words": str(alpina_ticket.number)})
    assert _tickets_of(shown) == [mine.pk]


def test_nothing_chosen_is_asked_again(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    answer = client_for(anna, nordlicht).post(_url("merge", mine), {"words": "weiß nicht"})

    assert answer.status_code == 422
    assert "Choose a ticket" in answer.content.decode()


# Merging and suggestions


def test_a_ticket_is_merged_and_says_where_it_went(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    answer = browser.post(_url("merge", mine), {"target": str(other.number)})

    assert answer["Location"] == _url("show", other)
    page = browser.get(_url("show", mine)).content.decode()
    assert _url("show", other) in page
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).state == TicketState.CLOSED
        move = MessageMove.objects.get()
    browser.post(_url("undo-move", mine, move.pk))
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).owner == anna


@pytest.fixture
def suggested(mine: Ticket, other: Ticket) -> Ticket:
    """Anna's ticket suggests the other one."""
    with in_scope(mine.tenant_id):
        first = Message.objects.filter(ticket=mine).order_by("id")[0]
        link_all([NewLink(mine, LinkKind.SUGGESTED, other.number, other.tenant_id)])
    _keep(first, filing="suggested", ticket=other.number, score=12, needed=100, signals={"number": 12})
    return mine


def test_a_suggestion_is_shown_and_accepted(
    anna: User, suggested: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    page = browser.get(_url("show", suggested)).content.decode()
    assert "Perhaps this belongs to a ticket that exists:" in page
    assert other.subject in page

    browser.post(_url("merge", suggested), {"target": str(other.number)})

    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=suggested.pk).merged_into_id == other.pk


def test_a_suggestion_is_dismissed(
    anna: User, suggested: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    dismiss = reverse("desk:ticket:dismiss", args=[suggested.number, other.number])

    browser.post(dismiss)

    with in_scope(nordlicht):
        assert not TicketLink.objects.filter(kind=LinkKind.SUGGESTED).exists()
    assert "Perhaps this belongs" not in browser.get(_url("show", suggested)).content.decode()
    assert browser.post(dismiss).status_code == 404


def test_a_ticket_that_one_may_not_read_is_not_suggested(
    anna: User, suggested: Ticket, claims: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    hidden = make_ticket(claims, subject="Geheim")
    with in_scope(nordlicht):
        TicketLink.objects.filter(kind=LinkKind.SUGGESTED).update(other_number=hidden.number)

    page = client_for(anna, nordlicht).get(_url("show", suggested)).content.decode()

    assert "Geheim" not in page
    assert "Perhaps this belongs" not in page


# Who may not


def test_what_lies_on_a_colleagues_desk_is_left_there(
    bela: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown, browser = _newest(mine), client_for(bela, nordlicht)

    assert browser.get(_url("why", mine, shown.pk)).status_code == 200
    assert browser.post(_url("separate", mine, shown.pk)).status_code == 403
    assert browser.post(_url("move", mine, shown.pk), {"target": str(other.number)}).status_code == 403
    assert browser.post(_url("merge", mine), {"target": str(other.number)}).status_code == 403
    assert _tickets_of(shown) == [mine.pk]


def test_strangers_find_nothing(carla: User, mine: Ticket, alpina: Tenant, client_for: ClientFor) -> None:
    shown, browser = _newest(mine), client_for(carla, alpina)

    assert browser.get(_url("why", mine, shown.pk)).status_code == 404
    assert [browser.post(_url(name, mine, shown.pk)).status_code for name in ("separate", "move")] == [404, 404]
    assert browser.post(_url("merge", mine)).status_code == 404


def test_a_message_of_another_ticket_is_not_found(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    foreign = _newest(other)

    assert client_for(anna, nordlicht).get(_url("why", mine, foreign.pk)).status_code == 404
    assert client_for(anna, nordlicht).post(_url("separate", mine, foreign.pk)).status_code == 404


def test_a_refusal_is_shown(anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=other.pk).update(state=TicketState.SENDING)

    answer = htmx_for(anna, nordlicht).post(_url("merge", mine), {"target": str(other.number)})

    assert answer.status_code == 409
    assert "is on its way" in answer.content.decode()


def test_a_ticket_with_a_begun_answer_is_not_merged_away(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    client_for(anna, nordlicht).post(reverse("desk:compose:reply", args=[mine.number]))

    answer = htmx_for(anna, nordlicht).post(_url("merge", mine), {"target": str(other.number)})

    assert answer.status_code == 409
    assert "begun an answer" in answer.content.decode()
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).merged_into_id is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dialog_needs_few_statements(
    rows: int, anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    for _row in range(rows):
        make_ticket(billing, subject="Umzug")
    browser = client_for(anna, nordlicht)
    url = _url("move", mine, _newest(mine).pk)
    browser.get(url)

    with statements() as sent:
        browser.get(url, {"words": "Umzug"})

    assert len(sent) <= 16, "\n".join(sent)
