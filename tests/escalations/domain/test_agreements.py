from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.escalations.domain.agreements import (
    change_agreement,
    confirm,
    create_agreement,
    delete_agreement,
    opposite,
    restore_agreement,
    switch,
    withdraw,
)
from kontor.escalations.models import Agreement
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def _audited(tenant: Tenant) -> list[str]:
    with in_scope(tenant):
        rows = AuditEntry.objects.filter(kind="escalations.agreement").order_by("id")
        return list(rows.values_list("action", flat=True))


def _now(agreement: Agreement) -> Agreement:
    with everywhere():
        return Agreement.objects.get(pk=agreement.pk)


def test_a_new_agreement_holds_names_and_is_off_and_unconfirmed(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User
) -> None:
    made = make_agreement(nordlicht, claims, name="Winter")

    assert (made.lender_name, made.borrower_code, made.category_name) == ("Nordlicht Energie", "ALPI", "Schaden")
    assert (made.active, made.is_agreed, made.in_force) == (False, False, False)
    assert (_audited(nordlicht), _audited(alpina)) == (["created"], ["created"])


@pytest.mark.parametrize("seen_by", ["nordlicht", "alpina"])
def test_each_side_sees_it(nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User, seen_by: str) -> None:
    made = make_agreement(nordlicht, claims)

    with in_scope(nordlicht if seen_by == "nordlicht" else alpina):
        assert list(Agreement.objects.all()) == [made]


def test_a_third_tenant_does_not_see_it(nordlicht: Tenant, claims: Category, carla: User, alpina: Tenant) -> None:
    make_agreement(nordlicht, claims)

    with in_scope(max(nordlicht.pk, alpina.pk) + 1):
        assert not Agreement.objects.exists()


def test_it_needs_both_confirmations_to_be_switched_on(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User, sven: User
) -> None:
    made = make_agreement(nordlicht, claims)
    with in_scope(nordlicht):
        confirm(made, sides={nordlicht.pk}, terms=1, by=sven)
        with refused("Alpina Versicherung has not confirmed the terms yet."):
            switch(made, on=True, by=sven)
    with in_scope(alpina):
        confirm(made, sides={alpina.pk}, terms=1, by=carla)
    with in_scope(nordlicht):
        switch(made, on=True, by=sven)

    made = _now(made)
    assert (made.lender_confirmed_by_id, made.borrower_confirmed_by_id) == (sven.pk, carla.pk)
    assert made.in_force
    assert _audited(alpina) == ["created", "confirmed", "confirmed", "switched_on"]


def test_one_person_confirms_for_both(nordlicht: Tenant, claims: Category, carla: User, ada: User) -> None:
    assert make_agreement(nordlicht, claims, confirmed_by=ada).in_force


def test_other_terms_take_the_confirmations_back(nordlicht: Tenant, claims: Category, carla: User, ada: User) -> None:
    made = make_agreement(nordlicht, claims, confirmed_by=ada)

    with everywhere():
        made = change_agreement(made, version=made.version, by=ada, threshold=140)

    assert (made.terms, made.is_agreed, made.in_force, made.active) == (2, False, False, True)


def test_another_name_takes_no_confirmation_back(nordlicht: Tenant, claims: Category, carla: User, ada: User) -> None:
    made = make_agreement(nordlicht, claims, confirmed_by=ada)

    with everywhere():
        made = change_agreement(made, version=made.version, by=ada, name="Sommer")

    assert (made.name, made.in_force) == ("Sommer", True)


def test_nobody_confirms_terms_they_have_not_read(nordlicht: Tenant, claims: Category, carla: User, ada: User) -> None:
    made = make_agreement(nordlicht, claims)

    with everywhere():
        change_agreement(made, version=1, by=ada, threshold=140)
        with refused("The terms have changed in the meantime."):
            confirm(made, sides={nordlicht.pk}, terms=1, by=ada)


def test_a_side_that_agrees_no_more_switches_it_off(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User, ada: User
) -> None:
    made = make_agreement(nordlicht, claims, confirmed_by=ada)

    with in_scope(alpina):
        withdraw(made, sides={alpina.pk}, by=carla)

    made = _now(made)
    assert (made.active, made.lender_agrees, made.borrower_agrees) == (False, True, False)


def test_what_is_said_twice_stands_once_in_the_log(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User, ada: User
) -> None:
    made = make_agreement(nordlicht, claims)

    with everywhere():
        confirm(made, sides={alpina.pk}, terms=1, by=carla)
        confirm(made, sides={alpina.pk, nordlicht.pk}, terms=1, by=ada)
        confirm(made, sides={alpina.pk, nordlicht.pk}, terms=1, by=ada)
        assert _now(made).borrower_confirmed_by == carla
        for _press in range(2):
            withdraw(made, sides={alpina.pk}, by=carla)
        withdraw(made, sides={alpina.pk, nordlicht.pk}, by=ada)

    with in_scope(nordlicht):
        rows = AuditEntry.objects.filter(kind="escalations.agreement").exclude(action="created").order_by("id")
        said = [(row.action, *row.changes["sides"]) for row in rows]
    assert said == [
        ("confirmed", None, ["ALPI"]),
        ("confirmed", None, ["NORD"]),
        ("withdrawn", ["ALPI"], None),
        ("withdrawn", ["NORD"], None),
    ]


def test_two_people_do_not_overwrite_each_other(nordlicht: Tenant, claims: Category, carla: User, ada: User) -> None:
    made = make_agreement(nordlicht, claims)

    with everywhere():
        changed = change_agreement(made, version=1, by=ada, threshold=140)
        confirm(made, sides={nordlicht.pk}, terms=changed.terms, by=ada)
        for version in (1, 2):
            with refused("Somebody else has changed the agreement"):
                change_agreement(made, version=version, by=ada, threshold=150)


def test_delete_and_restore(nordlicht: Tenant, claims: Category, carla: User, ada: User) -> None:
    made = make_agreement(nordlicht, claims, name="Winter", confirmed_by=ada)

    with everywhere():
        delete_agreement(made, by=ada)
        with refused("The agreement “Winter” has been deleted in the meantime."):
            change_agreement(made, version=made.version, by=ada, threshold=150)
        other = make_agreement(nordlicht, claims, name="Winter")
        with refused("has an agreement “Winter” already"):
            restore_agreement(made, by=ada)
        delete_agreement(other, by=ada)
        restored = restore_agreement(made, by=ada)

    assert (restored.deleted_at, restored.active, restored.is_agreed) == (None, False, True)


def test_it_is_not_deleted_while_something_is_lent_under_it(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, carla: User, ada: User
) -> None:
    made, other = (make_agreement(nordlicht, claims, confirmed_by=ada) for _each in range(2))
    ticket = make_ticket(billing)
    with everywhere():
        Loan.objects.create(
            tenant=nordlicht,
            lent_to=alpina,
            ticket=ticket,
            agreement_id=made.pk,
            category=claims,
            since=made.changed_at,
        )
        with refused("tickets are lent still (1)"):
            delete_agreement(made, by=ada)
        delete_agreement(other, by=ada)
        Loan.objects.update(until=made.changed_at)
        delete_agreement(made, by=ada)

    assert _now(made).deleted_at


def test_agreements_that_lend_the_other_way_are_named(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, anna: User, carla: User
) -> None:
    made = make_agreement(nordlicht, claims, name="Hin")
    make_agreement(alpina, billing, name="Zurück")

    with everywhere():
        assert opposite(made) == ["Zurück"]


def test_create_needs_no_wider_scope_than_the_two(
    nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User
) -> None:
    with in_scope(nordlicht, alpina):
        made = create_agreement(nordlicht, category=claims, by=None, name="Winter", threshold=140)

    assert _now(made).threshold == 140
