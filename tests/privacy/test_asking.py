"""An erasure is asked for and taken back: what stands in the way, what is written down, what a worker gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.audit.models import AuditEntry
from kontor.customers.models import Customer
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure, cancel_erasure, erasure_of, erasures_of, label_of
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Erasure
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.privacy import make_erasure
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

TASK = "privacy.tasks.erase"


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


def test_it_says_of_whom_by_whom_when_and_why_and_a_worker_goes_on(
    customer: Customer, ada: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    erasure = ask_erasure(customer, reason=" Art. 17\n DSGVO ", by=ada)

    assert (erasure.kind, erasure.state, erasure.contact) == (ErasureKind.CONTACT, ErasureState.WAITING, customer.pk)
    assert (erasure.reason, erasure.asked_by, erasure.asked_at) == ("Art. 17 DSGVO", ada, frozen.at)
    [job] = waiting_jobs(TASK)
    assert job.arguments == {"tenant_id": nordlicht.pk, "erasure_id": erasure.pk}


def test_the_log_knows_the_contact_by_its_number(customer: Customer, ada: User) -> None:
    erasure = ask_erasure(customer, reason="Art. 17", by=ada)
    cancel_erasure(erasure, by=None)

    rows = AuditEntry.objects.filter(kind="privacy.erasure").order_by("id")
    assert list(rows.values_list("action", "label", "actor_id")) == [
        ("erasure asked for", str(customer.pk), ada.pk),
        ("erasure canceled", str(customer.pk), None),
    ]


def test_without_a_contact_it_is_known_by_its_own_number(nordlicht: Tenant) -> None:
    assert label_of(Erasure(pk=7, contact=None)) == "7"


def test_a_long_reason_is_cut(customer: Customer) -> None:
    assert ask_erasure(customer, reason="x" * 301, by=None).reason == "x" * 300


def test_one_that_was_taken_back_is_over_and_can_be_asked_for_again(customer: Customer, frozen: Frozen) -> None:
    erasure = ask_erasure(customer, reason="Art. 17", by=None)
    Erasure.objects.filter(pk=erasure.pk).update(waits_for=["open"], state=ErasureState.RUNNING)
    frozen.move(hours=1)

    canceled = cancel_erasure(erasure, by=None)

    assert (canceled.state, canceled.ended_at, canceled.waits_for) == (ErasureState.CANCELED, frozen.at, [])
    assert erasure_of(customer.pk, customer.tenant_id) is None
    assert ask_erasure(customer, reason="Doch", by=None).pk != erasure.pk


@pytest.mark.parametrize("state", [ErasureState.DONE, ErasureState.CANCELED])
def test_what_is_over_is_not_taken_back(nordlicht: Tenant, state: ErasureState) -> None:
    erasure = make_erasure(nordlicht, state=state)

    with refused("This erasure is over already."):
        cancel_erasure(erasure, by=None)


def test_the_erasure_that_goes_on_is_this_contacts(customer: Customer, nordlicht: Tenant, alpina: Tenant) -> None:
    other = make_customer(nordlicht, "Otto Kruse")
    make_erasure(nordlicht, contact=customer.pk)
    with everywhere():
        make_erasure(alpina, contact=customer.pk, state=ErasureState.WAITING)
    ask_erasure(other, reason="Art. 17", by=None)
    assert erasure_of(customer.pk, nordlicht.pk) is None

    erasure = ask_erasure(customer, reason="Art. 17", by=None)

    assert erasure_of(customer.pk, nordlicht.pk) == erasure


def test_a_retention_that_goes_on_is_no_erasure_of_a_contact(customer: Customer, nordlicht: Tenant) -> None:
    make_erasure(nordlicht, contact=customer.pk, kind=ErasureKind.RETENTION, state=ErasureState.RUNNING)

    assert erasure_of(customer.pk, nordlicht.pk) is None


def test_erasures_are_listed_with_the_newest_first_and_the_installations_if_wished(
    nordlicht: Tenant, alpina: Tenant, ada: User, frozen: Frozen
) -> None:
    with everywhere():
        first = make_erasure(nordlicht, asked_by=ada)
        frozen.move(minutes=1)
        second = make_erasure(nordlicht, contact=7)
        make_erasure(alpina)
        own = make_erasure(None, contact=None, kind=ErasureKind.RETENTION)

        with statements() as sent:
            found = [(row, row.tenant, row.asked_by) for row in erasures_of([nordlicht.pk])]
        assert found == [(second, nordlicht, None), (first, nordlicht, ada)]
        assert len(sent) == 1
        assert list(erasures_of([nordlicht.pk], installation=True)) == [own, second, first]
        assert list(erasures_of([], installation=True)) == [own]
        assert list(erasures_of([])) == []
