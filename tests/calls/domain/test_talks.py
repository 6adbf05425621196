from __future__ import annotations

import pytest

from kontor.calls.domain.talks import choose_customer, create_customer, finish_with_note, keep_note
from kontor.calls.models import Call
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import ago, ended, ringing, talking
from tests.factories.customers import make_customer
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_note_that_comes_after_the_wrap_up_changes_nothing(anna: User, nordlicht: Tenant) -> None:
    call = ended(nordlicht, anna, wrap_up_until=ago(-30))

    with in_scope(nordlicht):
        keep_note(call, "Zwischenstand")
        finish_with_note(call, anna, "Zu Ende geschrieben")
        keep_note(call, "Zwischenstand, verspätet")

    assert kept(call).note == "Zu Ende geschrieben"


def test_contact_of_another_tenant_is_refused(bela: User, nordlicht: Tenant, alpina: Tenant) -> None:
    call, stranger = talking(nordlicht, bela), make_customer(alpina)

    with in_scope(nordlicht, alpina), refused("This contact belongs to another tenant than the call."):
        choose_customer(call, stranger)


def test_contact_is_made_once(anna: User, nordlicht: Tenant) -> None:
    call = ringing(nordlicht, anna)

    with in_scope(nordlicht):
        made = create_customer(call, "Nora Neu")
        with refused("It is known by now who calls."):
            create_customer(call, "Nora Neu")
        assert (made.name, made.addresses.get().normalized) == ("Nora Neu", "+49401234567")

    assert kept(call).customer_id == made.pk


def test_number_that_somebody_has_by_now_makes_no_second_contact(anna: User, nordlicht: Tenant) -> None:
    first, second = ringing(nordlicht, anna), ringing(nordlicht, anna)

    with in_scope(nordlicht):
        create_customer(first, "Nora Neu")
        with refused("Another contact has this address already. Link the two contacts instead."):
            create_customer(second, "Noch einmal")


def kept(call: Call) -> Call:
    with in_scope(call.tenant_id):
        return Call.objects.get(pk=call.pk)
