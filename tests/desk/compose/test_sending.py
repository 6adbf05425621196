"""An answer is sent, or it is said what stops it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Message, Ticket
from tests.desk.compose.conftest import WORDS, draft, post, state, typed
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_message
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

LOCKS = ('FOR NO KEY UPDATE OF "tickets_ticket"', 'FOR UPDATE OF "answers_draft"')


def test_send_closes_the_ticket_once_the_mail_is_out(window: HtmxBrowser, mine: Ticket, anna: User) -> None:
    response = post(window, "send", mine, final="1", **typed())

    assert response.headers["HX-Redirect"] == reverse("desk:inbox:list")
    assert state(mine) == TicketState.SENDING
    with in_scope(mine.tenant_id):
        message = Message.objects.get(ticket=mine, direction=Direction.OUT)
        assert not Draft.objects.filter(ticket=mine).exists()
    words, _, quoted = message.text.partition("\n\nAm ")
    assert quoted.endswith("schrieb Käthe Kunde:\n\n> Guten Tag, meine Abrechnung stimmt nicht.")
    assert (words, message.author, message.from_address) == (WORDS, anna, "service@nordlicht.example")


def test_send_can_keep_the_ticket(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "send", mine, final="0", **typed())

    assert response.headers["HX-Retarget"] == "#ticket-pane"
    assert WORDS in response.content.decode()
    assert state(mine) == TicketState.ASSIGNED


def test_the_ticket_is_locked_before_its_draft(window: HtmxBrowser, mine: Ticket) -> None:
    """docs/locking.md: who ends a loan comes the same way."""
    with statements() as sent:
        post(window, "send", mine, final="0", **typed())

    locked = [next(at for at, sql in enumerate(sent) if f"{lock}" in sql) for lock in LOCKS]
    assert locked == sorted(locked)


def test_a_missing_recipient_gets_the_focus(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "send", mine, **typed(to=""))

    assert 'data-first="to"' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": ""}, "The answer has no recipient."),
        ({"to": "kein Komma"}, "is not an e-mail address."),
        ({"text": "  "}, "The answer is empty."),
        (
            {"subject": "x" * 500},
            "please check the field “Subject”. At most 400 characters fit in here; these are 500.",
        ),
    ],
)
def test_what_stops_the_sending_is_said_and_nothing_is_lost(
    changes: dict[str, str], sentence: str, window: HtmxBrowser, mine: Ticket
) -> None:
    response = post(window, "send", mine, **typed(**changes))

    assert response.status_code in (409, 422)
    assert sentence in response.content.decode()
    assert f'id="draft-version" value="{draft(mine).version}"' in response.content.decode()
    assert state(mine) == TicketState.ASSIGNED


def test_without_scripts_what_was_typed_is_on_the_page_again(page: Browser, mine: Ticket) -> None:
    response = post(page, "send", mine, **typed(to=""))

    assert "The answer has no recipient." in response.content.decode()
    assert f"{WORDS}</textarea>" in response.content.decode()
    assert draft(mine).text == WORDS


def test_new_message_stops_the_sending_until_it_is_read(window: HtmxBrowser, mine: Ticket) -> None:
    make_message(mine, text="Das hat sich erledigt.")

    stopped = post(window, "send", mine, **typed())
    kept = draft(mine)
    post(window, "seen", mine)
    post(window, "send", mine, **typed(version=kept.version))

    assert stopped.status_code == 409
    assert "A new message arrived since you began." in stopped.content.decode()
    assert stopped.headers["HX-Trigger"] == "ticket:refresh"
    assert kept.text == WORDS
    assert state(mine) == TicketState.SENDING


def test_open_editor_warns_of_a_new_message(window: HtmxBrowser, mine: Ticket) -> None:
    make_message(mine)

    pane = window.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "A new message arrived since you began." in pane


def test_send_asks_for_the_closing_code(
    window: HtmxBrowser, mine: Ticket, billing: Category, nordlicht: Tenant
) -> None:
    code = make_closing_code(billing)
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)

    without = post(window, "send", mine, **typed())
    post(window, "send", mine, closing_code=code.pk, **typed(version=draft(mine).version))

    assert "asks for a closing code" in without.content.decode()
    assert 'data-first="closing_code"' in without.content.decode()
    assert state(mine) == TicketState.SENDING


def test_a_message_that_came_after_the_warning_does_not_count_as_read(page: Browser, mine: Ticket) -> None:
    shown = make_message(mine)
    make_message(mine)

    post(page, "seen", mine, message_id=shown.pk)

    assert draft(mine).seen_message_id == shown.pk


def test_a_window_that_was_open_beside_is_told_that_the_answer_was_sent(window: HtmxBrowser, mine: Ticket) -> None:
    opened = draft(mine).options["opened"]
    post(window, "send", mine, **typed())

    again = post(window, "send", mine, **typed(), opened=opened)
    kept = post(window, "save", mine, **typed(), opened=opened)

    assert (again.status_code, again.headers["HX-Retarget"]) == (409, "#messages")
    assert "and is not sent again." in again.content.decode()
    assert (kept.status_code, "and is not sent again." in kept.json()["sentence"]) == (422, True)
    with in_scope(mine.tenant_id):
        assert Message.objects.filter(ticket=mine, direction=Direction.OUT).count() == 1


@pytest.mark.parametrize(
    "opened", ["", "gestern", "2026-13-45T99:00:00+00:00", "2026-01-01T10:00", "2099-01-01T10:00:00Z"]
)
def test_whose_editor_was_opened_after_that_or_does_not_say_when_is_told_nothing(
    opened: str, window: HtmxBrowser, mine: Ticket
) -> None:
    post(window, "send", mine, **typed())

    assert post(window, "send", mine, **typed(), opened=opened).status_code == 403
    assert post(window, "save", mine, **typed(), opened=opened).status_code == 404
