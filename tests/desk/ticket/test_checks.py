"""What the receiving server found out is shown on the message."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_message
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]


def _page(browser: Browser, ticket: Ticket, **trust: object) -> str:
    with in_scope(ticket.tenant_id):
        Message.objects.filter(ticket=ticket).update(evidence={"filing": "new", "trust": trust} if trust else {})
    return browser.get(f"/desk/ticket/{ticket.number}/").content.decode()


@pytest.mark.parametrize(
    ("trust", "sentence"),
    [
        ({"dmarc": "pass", "server": "mx.nordlicht.example"}, "Sender verified by mx.nordlicht.example"),
        ({"spf": "pass", "aligned": True}, "Sender verified by the receiving server"),
        ({"dmarc": "fail", "server": "mx.nordlicht.example"}, "Sender not verified by mx.nordlicht.example"),
        ({"spam_flag": True, "server": "mx.nordlicht.example"}, "Marked as spam by mx.nordlicht.example"),
        ({"spam_flag": True, "spam_score": 7.5}, "Spam score 7.5"),
    ],
)
def test_message_says_what_was_found(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, trust: dict[str, object], sentence: str
) -> None:
    assert sentence in _page(client_for(anna, nordlicht), ticket, **trust)


@pytest.mark.parametrize("trust", [{}, {"spf": "none"}, {"spam_flag": False, "spam_score": 1.0}, {"unknown": 1}])
def test_message_says_nothing_where_nothing_was_found(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, trust: dict[str, object]
) -> None:
    page = _page(client_for(anna, nordlicht), ticket, **trust)

    assert [words for words in ("verified by", "Marked as spam by") if words in page] == []


def test_acknowledgement_is_told_from_an_answer(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_message(ticket, direction=Direction.OUT, kind=MessageKind.ACKNOWLEDGEMENT, text="Eingegangen.")

    page = client_for(anna, nordlicht).get(f"/desk/ticket/{ticket.number}/").content.decode()

    assert "Acknowledgement of receipt, sent automatically." in page
