"""Who is told that people outside have not answered."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.domain.reminders import remind_due
from kontor.channels.models import MailAccount
from kontor.org.models import Category, Grant, SupervisorGroup
from kontor.people.models import Role, User
from kontor.routing.domain.leaving import delete_user, withdraw_role
from kontor.tenants.models import Tenant
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice, Ticket
from tests.answers.domain.outside.conftest import asked
from tests.factories.loans import lend_ticket
from tests.factories.org import make_grant
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


def told(ticket: Ticket, frozen: Any) -> list[str]:
    frozen.move(days=3)
    remind_due(ticket.tenant_id)
    with everywhere():
        rows = Notice.objects.filter(ticket=ticket, kind=NoticeKind.INQUIRY_OVERDUE)
        return list(rows.order_by("user__name").values_list("user__username", flat=True))


def gives_up(user: User, *, how: str) -> None:
    with everywhere():
        if how == "has left":
            delete_user(user, by=None)
        else:
            withdraw_role(Grant.objects.get(user=user), by=None)


def test_whoever_asked_is_told(mine: Ticket, asking: MailAccount, anna: User, sven: User, frozen: Any) -> None:
    asked(mine, anna)

    assert told(mine, frozen) == ["anna"]


@pytest.mark.parametrize("how", ["has left", "may not read it"])
def test_whoever_has_the_ticket_is_told_in_place_of_who(
    mine: Ticket, asking: MailAccount, anna: User, bela: User, sven: User, frozen: Any, how: str
) -> None:
    asked(mine, anna)
    with in_scope(mine.tenant_id):
        Ticket.objects.filter(pk=mine.pk).update(owner=bela)

    gives_up(anna, how=how)

    assert told(mine, frozen) == ["bela"]


@pytest.mark.parametrize("how", ["has left", "may not read it"])
def test_those_who_lead_are_told_where_nobody_has_the_ticket_any_more(
    mine: Ticket, asking: MailAccount, anna: User, bela: User, sven: User, frozen: Any, how: str
) -> None:
    asked(mine, anna)

    gives_up(anna, how=how)

    assert told(mine, frozen) == ["sven"]


def test_those_who_lead_at_the_borrower_are_told_of_a_lent_ticket(
    billing: Category,
    customer: Any,
    nordlicht_account: MailAccount,
    asking: MailAccount,
    claims: Category,
    nordlicht: Tenant,
    alpina: Tenant,
    carla: User,
    dora: User,
    supervisor_role: Role,
    alpina_supervisors: SupervisorGroup,
    sven: User,
    frozen: Any,
) -> None:
    make_grant(dora, supervisor_role, alpina_supervisors)
    ticket = make_ticket(billing, customer=customer, account=nordlicht_account)
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(owner=carla, state="assigned")
        asked(Ticket.objects.get(pk=ticket.pk), carla)

    gives_up(carla, how="has left")

    assert told(ticket, frozen) == ["dora"]
