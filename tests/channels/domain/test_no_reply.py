from __future__ import annotations

from kontor.channels.domain.no_reply import (
    add_no_reply_address,
    change_no_reply_address,
    default_no_reply,
    make_default,
    no_reply_addresses,
    remove_no_reply_address,
)
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_the_first_address_is_the_default_until_another_is_made_it(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        first = add_no_reply_address(nordlicht, "NoReply@Nordlicht.example", display_name="Nordlicht", by=ada)
        second = add_no_reply_address(nordlicht, "zaehler@nordlicht.example", by=ada)
        assert default_no_reply(nordlicht.pk) == first
        assert first.address_key == "noreply@nordlicht.example"

        make_default(second, by=ada)

        assert no_reply_addresses(nordlicht) == [second, first]


def test_a_removed_default_is_inherited(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        first = add_no_reply_address(nordlicht, "a@nordlicht.example", by=ada)
        second = add_no_reply_address(nordlicht, "b@nordlicht.example", by=ada)

        remove_no_reply_address(first, by=ada)

        assert default_no_reply(nordlicht.pk) == second


def test_what_is_no_address_or_known_is_refused(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        add_no_reply_address(nordlicht, "a@nordlicht.example", by=ada)
        with refused("is in the list already"):
            add_no_reply_address(nordlicht, "A@NORDLICHT.example", by=ada)
        with refused("is not an e-mail address"):
            add_no_reply_address(nordlicht, "kein Postfach", by=ada)


def test_a_display_name_that_is_another_by_now_is_not_overwritten(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        row = add_no_reply_address(nordlicht, "a@nordlicht.example", display_name="Nordlicht", by=ada)
        change_no_reply_address(row, display_name="Nordlicht Energie", by=ada, seen="Nordlicht")

        with refused("it is now “Nordlicht Energie”"):
            change_no_reply_address(row, display_name="NE", by=ada, seen="Nordlicht")
        change_no_reply_address(row, display_name="Nordlicht Energie", by=ada, seen="Nordlicht")
        change_no_reply_address(row, display_name="", by=ada)
        with refused("Somebody else has removed the display name"):
            change_no_reply_address(row, display_name="NE", by=ada, seen="Nordlicht Energie")
        assert change_no_reply_address(row, display_name="NE", by=ada, seen="").display_name == "NE"


def test_a_default_that_is_another_by_now_is_not_overwritten(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        first, second, third = (add_no_reply_address(nordlicht, f"{x}@nordlicht.example", by=ada) for x in "abc")
        make_default(second, by=ada, seen=first.pk)

        for seen in (first.pk, 0):
            with refused("it is now b@nordlicht.example"):
                make_default(third, by=ada, seen=seen)
        make_default(second, by=ada, seen=first.pk)
        assert default_no_reply(nordlicht.pk) == second
        make_default(third, by=ada, seen=second.pk)
        assert default_no_reply(nordlicht.pk) == third
