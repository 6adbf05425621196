"""Somebody else corrects or removes an address at the same moment, or gives the right one to another contact."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial

import pytest

from kontor.customers.domain.contacts import add_address, correct_address, remove_address
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer
from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant
from tests.factories.customers import make_customer
from tests.support.scoping import in_scope
from tests.support.threads import while_uncommitted

WRONG, RIGHT, WORK = "jana@pots.example", "jana@post.example", "jana@work.example"


@pytest.fixture
def jana(committed_db: str, nordlicht: Tenant) -> Customer:
    jana = make_customer(nordlicht, email=WRONG)
    with in_scope(nordlicht):
        add_address(jana, kind=AddressKind.EMAIL, value=WORK)
    return jana


def _wrong(jana: Customer) -> Address:
    with in_scope(jana.tenant_id):
        return Address.objects.get(customer=jana, value=WRONG)


def _after(jana: Customer) -> list[str]:
    with in_scope(jana.tenant_id):
        return sorted(Address.objects.filter(customer=jana).values_list("value", flat=True))


@pytest.mark.parametrize("first", [remove_address, partial(correct_address, value=RIGHT)], ids=["removed", "corrected"])
def test_of_one_that_somebody_else_has_just_changed_the_right_one_is_there_once(
    jana: Customer, first: Callable[[Address], object]
) -> None:
    wrong = _wrong(jana)

    _first, second = while_uncommitted(
        partial(in_scope, jana.tenant_id), lambda: first(copy(wrong)), lambda: correct_address(copy(wrong), RIGHT)
    )

    assert isinstance(second, Address), repr(second)
    assert _after(jana) == [RIGHT, WORK]


def test_another_contact_that_gets_the_right_one_meanwhile_keeps_it(jana: Customer, nordlicht: Tenant) -> None:
    wrong = _wrong(jana)

    _made, refusal = while_uncommitted(
        partial(in_scope, jana.tenant_id),
        lambda: make_customer(nordlicht, email=RIGHT),
        lambda: correct_address(copy(wrong), RIGHT),
    )

    assert isinstance(refusal, Refused), repr(refusal)
    assert str(refusal) == "Another contact has this address already. Link the two contacts instead."
    assert _after(jana) == [WRONG, WORK]


def test_two_wrong_ones_that_are_corrected_to_the_same_become_one(jana: Customer) -> None:
    wrong = _wrong(jana)
    with in_scope(jana.tenant_id):
        work = Address.objects.get(customer=jana, value=WORK)

    found = while_uncommitted(
        partial(in_scope, jana.tenant_id),
        lambda: correct_address(copy(wrong), RIGHT).value,
        lambda: correct_address(copy(work), RIGHT).value,
    )

    assert found == [RIGHT, RIGHT]
    assert _after(jana) == [RIGHT]
