"""The block list: rows, order, what is found; unblocking several; the bounds of the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.intake.domain.block_list import block
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
LIST = "/supervisor/blocks/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def make_block(tenant: Tenant, value: str, by: User | None = None, **values: Any) -> BlockEntry:
    action, note = values.pop("action", BlockAction.SPAM), values.pop("note", "")
    with in_scope(tenant):
        entry = block(tenant, value, action=action, note=note, by=by)
        BlockEntry.objects.filter(pk=entry.pk).update(**{"hits": 0, **values})
    return entry


def test_a_row_says_who_blocked_why_and_how_often_it_hit(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    hit = clock.now() - timedelta(hours=1)
    make_block(nordlicht, "spam@ads.example", sven, note="Werbung", hits=3, last_hit_at=hit)

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["value"], cells["note"], cells["made_by"]) == ("spam@ads.example", "Werbung", "Sven Sommer")
    assert (cells["hits"], cells["last_hit_at"], cells["tenant"]) == (3, hit, "Nordlicht Energie")
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == ("", nordlicht.colour)


def test_what_happens_to_the_mail_is_said_in_a_word(browser: Browser, nordlicht: Tenant) -> None:
    make_block(nordlicht, "a.example", action=BlockAction.IGNORE)
    make_block(nordlicht, "b.example", action=BlockAction.SPAM)

    assert column(browser.get(LIST, {"sort": "value"}), "action") == ["Ignored", "Spam folder"]


def test_the_last_one_blocked_stands_first_unless_one_asks_for_another_order(
    browser: Browser, nordlicht: Tenant
) -> None:
    for days, (value, hits) in enumerate((("b.example", 5), ("c.example", 1), ("a.example", 3))):
        make_block(nordlicht, value, hits=hits, made_at=clock.now() - timedelta(days=days))

    assert ordered(browser, LIST, "", "value", "-hits", key="value") == {
        "": ["b.example", "c.example", "a.example"],
        "value": ["a.example", "b.example", "c.example"],
        "-hits": ["b.example", "a.example", "c.example"],
    }


def test_entries_are_found_by_address_action_and_note(browser: Browser, nordlicht: Tenant) -> None:
    make_block(nordlicht, "a.example", action=BlockAction.IGNORE, note="Werbung")
    make_block(nordlicht, "b.example", note="Betrug")

    assert narrowed(browser, LIST, key="value", value="B.EX", action="ignore", note="werb") == {
        "value": ["b.example"],
        "action": ["a.example"],
        "note": ["a.example"],
    }


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 sender is unblocked."), (2, "2 senders are unblocked.")])
def test_how_many_were_unblocked_is_said(browser: Browser, nordlicht: Tenant, count: int, sentence: str) -> None:
    stays, *chosen = [make_block(nordlicht, f"{each}.example") for each in range(count + 1)]

    answer = browser.post(f"{LIST}remove/", {"selected": [entry.pk for entry in chosen]})

    assert (said(answer), answer["Location"]) == ([sentence], LIST)
    assert column(browser.get(LIST), "value") == [stays.value]


def test_of_two_tenants_one_sees_and_unblocks_what_one_may(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    own, other = make_block(nordlicht, "a.example"), make_block(alpina, "b.example")
    both = {"selected": [own.pk, other.pk]}
    looking, stranger = client_of_both("blocks.read"), client_of_both("tickets.read")

    shown = [sorted(column(browser.get(LIST), "value")) for browser in (looking, stranger)]
    answers = [browser.post(f"{LIST}remove/", both) for browser in (looking, stranger)]

    assert shown == [["a.example", "b.example"], ["a.example"]]
    assert ["Nothing was changed." in said(answer)[0] for answer in answers] == [True, True]
    with everywhere():
        assert BlockEntry.objects.count() == 2


def test_blocking_says_whom_and_keeps_the_note(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    entered = {"tenant": nordlicht.pk, "value": " Spam@Ads.example ", "action": "ignore", "note": "Werbung"}

    answer = browser.post(f"{LIST}new/", entered)

    with everywhere():
        entry = BlockEntry.objects.get()
    assert (entry.action, entry.note, entry.made_by_id) == (BlockAction.IGNORE, "Werbung", sven.pk)
    assert (said(answer), answer["Location"]) == ([f"{entry.value} is blocked."], LIST)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "v" * 321}, "value"),
        ({"action": "shout"}, "action"),
        ({"action": ""}, "action"),
        ({"note": "n" * 201}, "note"),
        ({"tenant": "0"}, "tenant"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    entered = {"tenant": nordlicht.pk, "value": "ads.example", "action": "spam"}

    answer = browser.post(f"{LIST}new/", {**entered, **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_what_is_new_goes_to_the_spam_folder_unless_one_says_otherwise(browser: Browser) -> None:
    page = browser.get(LIST)

    assert (offered(page), page.context["new_url"]) == (["Unblock"], f"{LIST}new/")
    assert browser.get(f"{LIST}new/").context["mask"].form.initial == {"action": BlockAction.SPAM}
