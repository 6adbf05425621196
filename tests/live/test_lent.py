"""The news of a lent ticket reaches the open pages of lender and borrower, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.live.streams import Stream
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.loans import end_loan
from kontor.routing.enums import LoanEnd
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.presence import show_presence
from kontor.tickets.enums import PresenceMode
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tenants import make_tenant
from tests.factories.tickets import new_message
from tests.live.test_notify import listening
from tests.support.notified import notified
from tests.support.scoping import in_scope


def _said(items: Iterable[list[object]], tenant: Tenant) -> list[bytes]:
    """What a page hears whose person works for the tenant alone, and has no notices."""
    stream = Stream(0, frozenset({tenant.pk}))
    for item in items:
        stream.hear(item)
    return list(stream._waiting)


def test_lender_and_borrower_hear_of_it_and_nobody_else(
    committed_db: str, ticket: Ticket, claims: Category, carla: User, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    third = make_tenant("Dritte")
    steps: dict[str, list[list[object]]] = {}
    with listening(committed_db) as connection:

        def hear(step: str) -> None:
            steps[step] = [item for items in notified(connection) for item in items]

        lend_ticket(ticket, claims)
        hear("lent")
        with in_scope(nordlicht, alpina):
            ticket = assign_ticket(ticket, to=carla, by=carla)
        hear("assigned")
        with in_scope(nordlicht, alpina):
            write_note(ticket, text="Notiz", by=carla)
        hear("note")
        with in_scope(nordlicht):
            append_message(ticket, new_message(ticket.customer, text="Noch etwas."))
        hear("message")
        with in_scope(nordlicht, alpina):
            show_presence(ticket, carla, PresenceMode.WRITING)
        hear("presence")
        with in_scope(nordlicht):
            ticket = end_loan(Ticket.objects.get(pk=ticket.pk), LoanEnd.TAKEN_BACK, by=sven)
        hear("taken back")
        with in_scope(nordlicht):
            write_note(ticket, text="Nur für uns", by=sven)
        hear("afterwards")

    lenders, borrowers, others = (
        {step: _said(items, who) for step, items in steps.items()} for who in (nordlicht, alpina, third)
    )
    kinds = dict.fromkeys(steps, "ticket") | {"presence": "presence"}
    expected = {
        step: [b'data: {"kind": "%s", "id": %d}\n\n' % (kind.encode(), ticket.pk)] for step, kind in kinds.items()
    }
    assert lenders == expected
    assert borrowers == expected | {"afterwards": []}
    assert others == {step: [] for step in steps}
