from __future__ import annotations

from functools import partial

from kontor.customers.domain.recognition import Writer, customer_for_email, customers_for_emails
from kontor.customers.models import Address, Customer
from kontor.kernel.text import sort_key_german
from kontor.tenants.models import Tenant
from tests.factories.customers import make_customer
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def _recognize(tenant: Tenant, address: str, name: str = "Neu") -> Customer:
    with in_scope(tenant):
        return customer_for_email(address, name=name, tenant_id=tenant.pk)


def test_an_unknown_address_makes_a_customer(nordlicht: Tenant) -> None:
    customer = _recognize(nordlicht, "Neu@Post.example", "Ärmel")

    with in_scope(nordlicht):
        address = Address.objects.get(customer=customer)
    assert (customer.name, customer.sort_key) == ("Ärmel", sort_key_german("Ärmel"))
    assert (address.value, address.normalized) == ("Neu@Post.example", "neu@post.example")


def test_a_known_address_finds_its_customer_in_any_case(nordlicht: Tenant, customer: Customer) -> None:
    assert _recognize(nordlicht, "KAETHE@post.example", "Somebody else") == customer

    with in_scope(nordlicht):
        assert Customer.objects.get(pk=customer.pk).name == "Käthe Kunde"


def test_a_customer_without_name_gets_the_one_they_write_under(nordlicht: Tenant) -> None:
    first = _recognize(nordlicht, "neu@post.example", "")

    second = _recognize(nordlicht, "neu@post.example", "Nele Neu")

    assert (second.pk, second.name) == (first.pk, "Nele Neu")


def test_the_same_person_at_two_tenants_is_two_customers(nordlicht: Tenant, alpina: Tenant, customer: Customer) -> None:
    other = _recognize(alpina, "kaethe@post.example")

    assert other.pk != customer.pk
    assert other.tenant_id == alpina.pk


def test_another_tenants_customer_is_not_found_though_the_scope_holds_both(nordlicht: Tenant, alpina: Tenant) -> None:
    theirs = make_customer(alpina, email="doppelt@post.example")

    with everywhere():
        ours = customer_for_email("doppelt@post.example", name="", tenant_id=nordlicht.pk)

    assert ours.pk != theirs.pk


def test_two_mails_of_a_new_customer_at_once_make_one_customer(committed_db: str, nordlicht: Tenant) -> None:
    found = at_once(*[partial(_recognize, nordlicht, "neu@post.example")] * 8)

    assert len({customer.pk for customer in found if isinstance(customer, Customer)}) == 1
    assert [one for one in found if isinstance(one, Exception)] == []
    with in_scope(nordlicht):
        assert (Customer.objects.count(), Address.objects.count()) == (1, 1)


def test_several_writers_get_their_customers_in_their_order(
    nordlicht: Tenant, alpina: Tenant, customer: Customer
) -> None:
    writers = [
        Writer("neu@post.example", "", nordlicht.pk, "de"),
        Writer("kaethe@post.example", "Käthe", nordlicht.pk),
        Writer("kaethe@post.example", "Käthe", alpina.pk),
        Writer("NEU@post.example", "Nele Neu", nordlicht.pk, "en"),
    ]

    with everywhere():
        new, known, other, again = customers_for_emails(writers)
        assert Customer.objects.count() == 3

    assert known == customer
    assert (new.pk, new.name, new.language) == (again.pk, "Nele Neu", "de")
    assert [one.tenant_id for one in (new, known, other)] == [nordlicht.pk, nordlicht.pk, alpina.pk]


def test_new_customers_of_two_batches_at_once_are_made_once_whatever_the_order(
    committed_db: str, nordlicht: Tenant
) -> None:
    writers = [Writer(f"neu{number}@post.example", "", nordlicht.pk) for number in range(20)]

    def recognize(order: int) -> list[Customer]:
        with in_scope(nordlicht):
            return customers_for_emails(writers[::order])

    found = at_once(*[partial(recognize, order) for order in (1, -1, 1, -1)])

    assert [one for one in found if isinstance(one, Exception)] == []
    with in_scope(nordlicht):
        assert (Customer.objects.count(), Address.objects.count()) == (20, 20)
