"""A marker in everything that is kept of a contact: after the erasure it stands nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.audit.domain.recording import record_change
from kontor.customers.models import Customer
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival, ShadowDifference, ShadowRun
from kontor.kernel import clock
from kontor.people.models import Role
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.holds import hold_customer, lift_hold
from kontor.privacy.domain.map_of_contacts import CONTACTS
from kontor.privacy.enums import DisclosureState, ErasureState
from kontor.privacy.models import Disclosure
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.history import record
from kontor.tickets.models import Message, Ticket
from tests.flows.house import House, furnish
from tests.privacy.marked_person import MARKER, WRITTEN_ONCE, done_with, mark_everything, where_marked
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

ELSEWHERE = {table.label for table in CONTACTS if not (table.by_ticket or table.by_customer)}


@pytest.fixture
def house(agent_role: Role, supervisor_role: Role, administrator_role: Role) -> House:
    return furnish(
        lambda word: f"made {word}",
        code="MADE",
        agent=agent_role,
        supervisor=supervisor_role,
        administrator=administrator_role,
    )


def test_everything_of_a_contact_goes_and_the_certificate_says_how_much(
    house: House, tmp_path: Path, settings: Any
) -> None:
    settings.MAIL_STORAGE = str(tmp_path)
    with everywhere():
        customer = Customer.objects.get(pk=house.places["customer_id"])
        Ticket.objects.filter(tenant=house.tenant, lent_to=None).update(customer=customer)
        _write_by_hand(house, customer)
        done_with(customer)
        marked = mark_everything(customer)
        assert {label for label, count in marked.items() if not count} - ELSEWHERE == set(), "a table has no row"
        before = where_marked()
    assert before["kept bytes"] >= 5
    assert len(_files(tmp_path)) >= 5

    with in_scope(house.tenant):
        erasure = ask_erasure(customer, reason="Article 17", by=house.administrator)
    run_jobs("privacy.tasks.erase")

    with everywhere():
        erasure.refresh_from_db()
        assert (erasure.state, erasure.waits_for) == (ErasureState.DONE, [])
        assert where_marked() == {}
        assert _files(tmp_path) == []
        counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    for label, count in marked.items():
        if label not in WRITTEN_ONCE:
            assert counts.get(label, 0) >= count, label


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _write_by_hand(house: House, customer: Customer) -> None:
    """Rows that no factory of the house ties to the contact, and those that are written once."""
    tenant, ticket = house.tenant, Ticket.objects.get(pk=house.places["ticket_id"])
    record(ticket, "message", by=None, sender=MARKER)
    record_change("changed", customer, by=house.administrator, tenant_id=tenant.pk, changes={"name": [MARKER, "x"]})
    message = Message.objects.filter(ticket=ticket).order_by("pk").first()
    raw = keep(f"From: <{MARKER}>\r\n\r\n".encode(), tenant_id=tenant.pk)
    account = Arrival.objects.get(pk=house.places["arrival_id"]).account
    for number, named in enumerate(({"ticket": ticket, "message": message}, {})):
        Arrival.objects.create(
            tenant=tenant,
            account=account,
            account_owner=account.owner,
            key=f"1:{9000 + number}",
            raw=raw,
            size=9,
            sha256=b"1",
            received_at=clock.now(),
            stored_at=clock.now(),
            state=ArrivalState.DONE,
            outcome=Outcome.IGNORED,
            **named,
        )
    run = ShadowRun.objects.create(tenant=tenant, first_day=clock.now(), last_day=clock.now(), asked_at=clock.now())
    arrival = Arrival.objects.get(key="1:9000")
    ShadowDifference.objects.create(tenant=tenant, run=run, arrival=arrival, message=message)
    lift_hold(hold_customer(customer, reason="for a while", by=None), by=None)
    Disclosure.objects.create(
        tenant=tenant,
        contact=customer.pk,
        state=DisclosureState.READY,
        asked_at=clock.now(),
        content=keep(f"zip {MARKER}".encode(), tenant_id=tenant.pk),
    )
