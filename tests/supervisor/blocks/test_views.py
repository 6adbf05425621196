from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.block_list import block
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/blocks/"


def _all() -> list[BlockEntry]:
    with everywhere():
        return list(BlockEntry.objects.order_by("id"))


def _block(tenant: Tenant, value: str, **more: object) -> BlockEntry:
    with in_scope(tenant):
        return block(tenant, value, by=None, **more)  # type: ignore[arg-type]


def test_list_shows_who_blocked_whom_and_the_hits_of_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht):
        entry = block(nordlicht, "spam.example", note="Werbung für Solarzellen", by=sven)
        BlockEntry.objects.filter(pk=entry.pk).update(hits=4711)
    _block(alpina, "other.example")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert [word for word in ("spam.example", "Werbung für Solarzellen", "4711", sven.name) if word not in page] == []
    assert "other.example" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    _block(nordlicht, "one.example")
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    _block(nordlicht, "two.example")
    _block(nordlicht, "three.example")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_sender_is_blocked(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200

    values = {"tenant": nordlicht.pk, "value": "@Spam.example", "action": "ignore", "note": "Werbung"}
    response = browser.post(f"{LIST}new/", values)

    (entry,) = _all()
    assert response.status_code == 302
    assert (entry.tenant_id, entry.value, entry.action, entry.note, entry.made_by_id) == (
        nordlicht.pk,
        "spam.example",
        BlockAction.IGNORE,
        "Werbung",
        sven.pk,
    )


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "Enter an address or a domain."),
        ("spam", "is neither an address nor a domain"),
        ("gmail.com", "Very many people write from gmail.com"),
        ("nordlicht.example", "is an address of our own"),
    ],
)
def test_what_cannot_be_blocked_is_said(
    client_for: ClientFor, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, value: str, sentence: str
) -> None:
    response = client_for(sven, nordlicht).post(
        f"{LIST}new/", {"tenant": nordlicht.pk, "value": value, "action": "spam"}
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert _all() == []


def test_nobody_is_blocked_for_another_tenant(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    values = {"tenant": alpina.pk, "value": "spam.example", "action": "spam"}

    assert client_for(sven, nordlicht).post(f"{LIST}new/", values).status_code == 422
    assert _all() == []


def test_several_are_unblocked(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    entries = [_block(nordlicht, f"{name}.example") for name in ("one", "two", "three")]

    response = client_for(sven, nordlicht).post(f"{LIST}remove/", {"selected": [entries[0].pk, entries[2].pk]})

    assert response.status_code == 302
    assert [entry.value for entry in _all()] == ["two.example"]


def test_entries_of_another_tenant_stay(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    entry = _block(alpina, "spam.example")

    client_for(sven, nordlicht).post(f"{LIST}remove/", {"selected": [entry.pk]})

    assert _all() == [entry]


def test_who_may_only_look_sees_no_verbs(
    client_for: ClientFor, sven: User, supervisor_role: Role, nordlicht: Tenant
) -> None:
    entry = _block(nordlicht, "spam.example")
    supervisor_role.permissions = [name for name in supervisor_role.permissions if name != "blocks.write"]
    supervisor_role.save()
    browser = client_for(sven, nordlicht)

    assert f"{LIST}new/" not in browser.get(LIST).content.decode()
    assert browser.get(f"{LIST}new/").status_code == 403
    assert browser.post(f"{LIST}remove/", {"selected": [entry.pk]}).status_code == 403
    assert _all() == [entry]
