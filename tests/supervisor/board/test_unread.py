"""Whoever looks at the board is told that a mailbox is not read: what lies there is missing in the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from kontor.channels.domain.troubles import note_trouble
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import SupervisorGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.support.client import Browser
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]
NOT_READ = "A mailbox cannot be read."


def failing(tenant: Tenant, address: str, **values: object) -> MailAccount:
    since = clock.now() - timedelta(minutes=7)
    return make_account(tenant, address, failing_since=since, alarmed_at=clock.now(), **values)


@pytest.mark.parametrize("name", ["show", "wall"])
def test_a_mailbox_that_is_not_read_is_said(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant, name: str
) -> None:
    failing(nordlicht, "service@nordlicht.example")
    failing(alpina, "service@alpina.example")
    failing(nordlicht, "pausiert@nordlicht.example", active=False)
    make_account(nordlicht, "kurz@nordlicht.example", failing_since=clock.now())
    make_account(nordlicht, "heil@nordlicht.example")

    page = client_for(sven, nordlicht).get(reverse(f"supervisor:board:{name}"))

    assert [each.account.address for each in page.context["unread"]] == ["service@nordlicht.example"]
    assert page.content.decode().count(NOT_READ) == 1


def test_it_leads_to_the_account_where_one_may_read_it(
    client_for: Clients, sven: User, bela: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    make_grant(bela, make_role("Leitstand", ["board.read"]), nordlicht_supervisors)
    url = reverse("supervisor:accounts:tab", args=[failing(nordlicht, "service@nordlicht.example").pk, "state"])

    pages = [client_for(who, nordlicht).get(reverse("supervisor:board:show")) for who in (sven, bela)]

    assert [(url in page.content.decode(), NOT_READ in page.content.decode()) for page in pages] == [
        (True, True),
        (False, True),
    ]


def test_what_stands_in_the_way_is_said_to_those_who_may_look_at_the_account(
    client_for: Clients, sven: User, bela: User, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    make_grant(bela, make_role("Leitstand", ["board.read"]), nordlicht_supervisors)
    account = failing(nordlicht, "service@nordlicht.example")
    with in_scope(nordlicht):
        note_trouble(account, ConnectionFailed(Kind.SIGN_IN, host="imap.mail.example"))

    pages = [client_for(who, nordlicht).get(reverse("supervisor:board:show")) for who in (sven, bela)]

    said = "The server imap.mail.example refused the sign-in. Check user name and password."
    assert [said in page.content.decode() for page in pages] == [True, False]


def test_it_leads_to_the_account_where_one_may_look_at_it(
    client_of_both: Clients, nordlicht: Tenant, alpina: Tenant
) -> None:
    here, there = failing(nordlicht, "service@nordlicht.example"), failing(alpina, "service@alpina.example")

    page = client_of_both("board.read").get(reverse("supervisor:board:show")).content.decode()

    ways = [f'href="{reverse("supervisor:accounts:tab", args=[each.pk, "state"])}"' for each in (here, there)]
    assert page.count("2 mailboxes cannot be read.") == 1
    assert [way in page for way in ways] == [True, False]
