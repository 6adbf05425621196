from __future__ import annotations

from kontor.channels.domain.no_reply import (
    add_no_reply_address,
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
        assert default_no_reply(nordlicht) == first
        assert first.address_key == "noreply@nordlicht.example"

        make_default(second, by=ada)

        assert no_reply_addresses(nordlicht) == [second, first]


def test_a_removed_default_is_inherited(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        first = add_no_reply_address(nordlicht, "a@nordlicht.example", by=ada)
        second = add_no_reply_address(nordlicht, "b@nordlicht.example", by=ada)

        remove_no_reply_address(first, by=ada)

        assert default_no_reply(nordlicht) == second


def test_what_is_no_address_or_known_is_refused(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        add_no_reply_address(nordlicht, "a@nordlicht.example", by=ada)
        with refused("is in the list already"):
            add_no_reply_address(nordlicht, "A@NORDLICHT.example", by=ada)
        with refused("is not an e-mail address"):
            add_no_reply_address(nordlicht, "kein Postfach", by=ada)
