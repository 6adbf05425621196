"""A new process that is created and not sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.desk.new.test_views import BEGIN, only, post, typed
from tests.support.client import Browser
from tests.support.scoping import in_scope


@pytest.fixture
def page(
    anna: User, nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, client_for: Callable[..., Browser]
) -> Browser:
    """Anna has begun a new process to Käthe."""
    browser = client_for(anna, nordlicht)
    browser.post(BEGIN, {"category": billing.pk, "to": "Käthe Kunde <kaethe@post.example>"})
    return browser


def _create(page: Browser, draft: Draft, **changes: str) -> HttpResponse:
    return post(page, "send", draft, **typed(draft, create="1", **changes))


def test_it_lies_in_the_own_inbox_and_nothing_leaves(
    page: Browser, anna: User, billing: Category, customer: Customer, nordlicht: Tenant
) -> None:
    done = _create(page, only(nordlicht), process="")

    with in_scope(nordlicht):
        ticket = Ticket.objects.get()
        assert (ticket.kind, ticket.state, ticket.owner, ticket.customer, ticket.category) == (
            TicketKind.PROCESS, TicketState.ASSIGNED, anna, customer, billing,
        )  # fmt: skip
        assert (Message.objects.exists(), OutgoingMail.objects.exists()) == (False, False)
    assert done["Location"] == reverse("desk:ticket:show", args=[ticket.number])
    assert page.get(done["Location"]).status_code == 200


def test_what_was_written_is_the_draft_of_its_answer(page: Browser, nordlicht: Tenant) -> None:
    _create(page, only(nordlicht))

    draft = only(nordlicht)
    with in_scope(nordlicht):
        number = one_line(format_number(Ticket.objects.get().number))
    assert (draft.kind, draft.text) == (DraftKind.REPLY, "Wir kommen am Montag.")
    assert (draft.subject, draft.to) == (f"Ihr Termin [#{number}]", [["", "kaethe@post.example"]])


def test_the_draft_is_sent_as_its_answer_later(page: Browser, nordlicht: Tenant) -> None:
    _create(page, only(nordlicht))
    with in_scope(nordlicht):
        ticket = Ticket.objects.get()
    draft = only(nordlicht)

    page.post(
        reverse("desk:compose:send", args=[ticket.number]),
        {
            "version": draft.version,
            "to": "kaethe@post.example",
            "subject": draft.subject,
            "text": draft.text,
            "final": "1",
        },
    )

    with in_scope(nordlicht):
        assert [message.text for message in Message.objects.all()] == ["Wir kommen am Montag."]


def test_nobody_need_be_written_to_yet(page: Browser, nordlicht: Tenant) -> None:
    _create(page, only(nordlicht), to="", cc="", bcc="")

    with in_scope(nordlicht):
        assert Ticket.objects.get().state == TicketState.ASSIGNED


def test_without_a_subject_it_is_refused_and_the_draft_stays(page: Browser, nordlicht: Tenant) -> None:
    refused = _create(page, only(nordlicht), subject=" ")

    assert "The new process has no subject." in refused.content.decode()
    assert only(nordlicht).kind == DraftKind.NEW


def test_a_window_that_has_not_heard_of_it_is_told_and_led_there(page: Browser, nordlicht: Tenant) -> None:
    draft = only(nordlicht)
    _create(page, draft)

    again = _create(page, draft)
    led = page.get(reverse("desk:new:write", args=[draft.pk]))

    with in_scope(nordlicht):
        ticket = Ticket.objects.get()
    assert f"This is the ticket {format_number(ticket.number)} already" in _said(again)
    assert led["Location"] == reverse("desk:ticket:show", args=[ticket.number])


def test_the_draft_of_any_other_answer_is_no_new_process(page: Browser, ticket: Ticket, nordlicht: Tenant) -> None:
    post(page, "discard", only(nordlicht))
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(owner=User.objects.get(username="anna"), state=TicketState.ASSIGNED)
    page.post(reverse("desk:compose:reply", args=[ticket.number]))

    answer = only(nordlicht)

    assert page.get(reverse("desk:new:write", args=[answer.pk])).status_code == 404
    assert _create(page, answer, category=str(ticket.category_id)).status_code == 404


def test_the_button_that_creates_says_that_nothing_is_sent(page: Browser, nordlicht: Tenant) -> None:
    written = page.get(reverse("desk:new:write", args=[only(nordlicht).pk])).content.decode()
    sends, creates = written.split('name="final" value="0"')[1].split("</button>")[:2]

    assert "Send, keep open" in sends
    assert 'name="create" value="1"' in creates
    assert "nothing is sent" in creates and "Create + work on it" in creates


def _said(response: HttpResponse) -> str:
    return " ".join(str(item) for item in get_messages(response.wsgi_request)) + response.content.decode()
