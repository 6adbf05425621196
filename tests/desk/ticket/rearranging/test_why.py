"""Why a message is here."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.ticket.rearranging.conftest import ClientFor, address_of, kept, newest_of


def test_why_a_message_is_here_is_said_in_sentences(
    anna: User, mine: Ticket, nordlicht_account: MailAccount, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = newest_of(mine)
    kept(
        shown,
        filing="attached",
        ticket=mine.number,
        score=148,
        needed=100,
        signals={"party": 90, "token": 30},
        accounts=[nordlicht_account.pk],
    )

    page = client_for(anna, nordlicht).get(address_of("why", mine, shown.pk)).content.decode()

    assert "Enough speaks for this ticket." in page
    assert "Its sender takes part in this ticket." in page
    assert "148" in page
    assert nordlicht_account.address in page


def test_evidence_of_an_older_version_is_shown_without_what_is_unknown(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = newest_of(mine)
    kept(shown, filing="by_magic", signals={"magic": 7}, accounts=[0])

    answer = client_for(anna, nordlicht).get(address_of("why", mine, shown.pk))

    assert answer.status_code == 200
    assert "magic" not in answer.content.decode()


def test_an_account_of_another_tenant_is_not_named(
    anna: User, mine: Ticket, alpina_account: MailAccount, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown = newest_of(mine)
    kept(shown, filing="new", accounts=[alpina_account.pk])

    page = client_for(anna, nordlicht).get(address_of("why", mine, shown.pk)).content.decode()

    assert alpina_account.address not in page


def test_both_addresses_of_a_mail_are_shown(
    anna: User,
    mine: Ticket,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
    nordlicht: Tenant,
    client_for: ClientFor,
) -> None:
    kept(newest_of(mine), filing="new", accounts=[nordlicht_account.pk, general_account.pk])

    page = client_for(anna, nordlicht).get(address_of("show", mine)).content.decode()

    assert f"{nordlicht_account.address}, {general_account.address}" in page
