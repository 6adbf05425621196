"""Addresses and numbers: from which nothing is answered, from whom nothing is wanted."""

from __future__ import annotations

import pytest

from kontor.channels.models import NoReplyAddress
from kontor.tenants.models import Tenant
from tests.factories.channels import make_no_reply_address
from tests.support.scoping import everywhere
from tests.tenant_files.sections.conftest import misread, mistake, put, settled, there

pytestmark = pytest.mark.django_db


def defaults(tenant: Tenant) -> dict[str, bool]:
    return {each["address"]: each["is_default"] for each in there(tenant, "no_reply_addresses")}


def test_without_a_default_the_first_address_is_it(nordlicht: Tenant) -> None:
    text = "no_reply_addresses: [{address: b@n.example}, {address: a@n.example}]\n"

    put(text)

    assert defaults(nordlicht) == {"a@n.example": False, "b@n.example": True}
    assert settled(text)


def test_the_default_is_the_one_that_says_so_and_moves(nordlicht: Tenant) -> None:
    for chosen in ("a", "b", "a"):
        lines = "".join(
            f"- {{address: {each}@n.example, is_default: {str(each == chosen).lower()}}}\n" for each in "ab"
        )
        put(f"no_reply_addresses:\n{lines}")

        assert defaults(nordlicht) == {"a@n.example": chosen == "a", "b@n.example": chosen == "b"}


def test_two_defaults_are_one_too_many() -> None:
    lines = "".join(f"- {{address: {each}@n.example, is_default: yes}}\n" for each in "ab")

    assert misread(f"no_reply_addresses:\n{lines}") == (
        "Line 4, no_reply_addresses: Exactly one address is the default."
    )


def test_a_display_name_changes_and_an_address_in_other_letters_is_the_same(nordlicht: Tenant) -> None:
    put("no_reply_addresses: [{address: A@n.example, display_name: Automat}]\n")
    done = put("no_reply_addresses: [{address: A@N.example, display_name: Post}]\n")

    assert [step.kind.value for step in done.steps] == ["changed"]
    [entry] = there(nordlicht, "no_reply_addresses")
    assert entry["display_name"] == "Post"


def test_another_tenants_address_stays_out_of_it(nordlicht: Tenant, alpina: Tenant) -> None:
    make_no_reply_address(alpina, "no@a.example", is_default=True)

    put("no_reply_addresses: [{address: no@n.example}]\n")
    put("no_reply_addresses:\n")

    with everywhere():
        assert [row.address for row in NoReplyAddress.objects.all()] == ["no@a.example"]


def blocked(tenant: Tenant) -> list[tuple[str, str, str]]:
    return [(each["value"], each["action"], each["note"]) for each in there(tenant, "blocked_senders")]


def test_a_sender_is_compared_as_it_is_stored(nordlicht: Tenant) -> None:
    text = "blocked_senders: [{value: ' @Spam.Example', note: Werbung}, {value: Wer@Nervt.Example, action: ignore}]\n"

    put(text)

    assert blocked(nordlicht) == [("spam.example", "spam", "Werbung"), ("wer@nervt.example", "ignore", "")]
    assert settled(text)


def test_what_happens_with_a_sender_changes(nordlicht: Tenant) -> None:
    put("blocked_senders: [{value: spam.example, note: alt}, {value: weg.example}]\n")
    put("blocked_senders: [{value: spam.example, action: ignore, note: neu}]\n")

    assert blocked(nordlicht) == [("spam.example", "ignore", "neu")]


def test_what_is_neither_address_nor_domain_is_a_mistake_in_its_line() -> None:
    assert misread("blocked_senders:\n- value: a.example\n- value: 'no sender'\n").startswith(
        "Line 5, blocked_senders[1]: "
    )


def test_the_same_sender_in_other_letters_stands_there_twice() -> None:
    assert misread("blocked_senders:\n- value: a.example\n- value: A.Example\n") == (
        "Line 5, blocked_senders[1]: “a.example” stands here twice, first in line 4."
    )


def numbers(tenant: Tenant) -> list[tuple[str, str]]:
    return [(each["number"], each["reason"]) for each in there(tenant, "blocked_numbers")]


def test_a_number_is_itself_with_and_without_blanks(nordlicht: Tenant) -> None:
    put("blocked_numbers: [{number: 0431 123456, reason: Werbung}, {number: '0431999'}]\n")
    done = put("blocked_numbers: [{number: '0431123456', reason: Drohung}]\n")

    assert [(step.kind.value, step.name) for step in done.steps] == [
        ("changed", "0431123456"),
        ("removed", "0431999"),
    ]
    assert numbers(nordlicht) == [("0431123456", "Drohung")]


def test_what_is_no_number_is_a_mistake_in_its_line(nordlicht: Tenant) -> None:
    assert mistake("blocked_numbers:\n- number: '0431999'\n- number: abc\n").startswith(
        "Line 5, blocked_numbers: abc: "
    )
    assert numbers(nordlicht) == []


@pytest.mark.parametrize("section", ["no_reply_addresses", "blocked_senders", "blocked_numbers"])
def test_a_section_without_entries_takes_all_away(nordlicht: Tenant, section: str) -> None:
    key = {"no_reply_addresses": "address", "blocked_senders": "value", "blocked_numbers": "number"}[section]
    put(f"{section}: [{{{key}: '{'0431999' if key == 'number' else 'a@n.example'}'}}]\n")
    assert len(there(nordlicht, section)) == 1

    put(f"{section}: []\n")

    assert there(nordlicht, section) == []
