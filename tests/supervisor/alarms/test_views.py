"""The list and the mask of alarms, and what each person mutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.models import Alarm, AlarmMute
from kontor.tenants.models import Tenant
from tests.factories.reports import make_alarm
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/alarms/"


def entered(**more: Any) -> dict[str, Any]:
    return {"name": "Zu viel", "measure": "waiting", "threshold": "30", "active": "on", **more}


def mutes() -> list[tuple[int, bool]]:
    with everywhere():
        return [(mute.user_id, mute.until is None) for mute in AlarmMute.objects.all()]


def shows_as_muted(browser: Browser) -> bool:
    return bool(re.search(r">\s*muted\s*<", browser.get(LIST).content.decode()))


def test_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_alarm(nordlicht, "Unser Alarm")
    make_alarm(alpina, "Fremder Alarm")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert ("Unser Alarm" in page, "Fremder Alarm" in page) == (True, False)


def test_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_alarm(nordlicht, "Viel los")
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_alarm(nordlicht, "B")
    make_alarm(nordlicht, "C")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_is_created_and_changed(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)

    made = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk, categories=[billing.pk]))
    with everywhere():
        alarm = Alarm.objects.get()
    changed = browser.post(f"{LIST}{alarm.pk}/", entered(threshold="40", version=alarm.version))

    with everywhere():
        alarm.refresh_from_db()
    assert (made.status_code, changed.status_code) == (302, 302)
    assert (alarm.name, alarm.measure, alarm.threshold, alarm.categories) == ("Zu viel", "waiting", 40, [])


def test_what_is_wrong_is_said(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_alarm(nordlicht, "Zu viel")
    browser = client_for(sven, nordlicht)

    twice = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk))
    empty = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk, name="", threshold="0"))

    assert (twice.status_code, empty.status_code) == (422, 422)
    assert "The tenant has an alarm of this name already." in twice.content.decode()
    assert "Enter a name." in empty.content.decode()


def test_another_tenants_alarm_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    alien = make_alarm(alpina)
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{alien.pk}/").status_code == 404
    browser.post(f"{LIST}mute/", {"selected": alien.pk})
    browser.post(f"{LIST}delete/", {"selected": alien.pk})
    assert mutes() == []
    with everywhere():
        assert Alarm.objects.get().deleted_at is None


def test_each_mutes_for_themselves_and_hears_again(
    client_for: ClientFor, sven: User, ada: User, nordlicht: Tenant
) -> None:
    alarm = make_alarm(nordlicht, "Viel los")
    browser, other = client_for(sven, nordlicht), client_for(ada, nordlicht)

    browser.post(f"{LIST}mute-a-day/", {"selected": alarm.pk})
    assert mutes() == [(sven.pk, False)]
    assert [shows_as_muted(each) for each in (browser, other)] == [True, False]

    browser.post(f"{LIST}mute/", {"selected": alarm.pk})
    assert mutes() == [(sven.pk, True)]

    browser.post(f"{LIST}unmute/", {"selected": alarm.pk})
    assert mutes() == []


def test_is_deleted_and_restored(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    alarm = make_alarm(nordlicht, "Viel los")
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": alarm.pk})
    gone = (browser.get(LIST).content.decode(), browser.get(f"{LIST}deleted/").content.decode())
    browser.post(f"{LIST}restore/", {"selected": alarm.pk})

    assert ["Viel los" in page for page in gone] == [False, True]
    assert "Viel los" in browser.get(LIST).content.decode()


def test_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    alarm = make_alarm(nordlicht, "Viel los")
    browser = client_for(anna, nordlicht)

    assert [browser.get(url).status_code for url in (LIST, f"{LIST}new/", f"{LIST}{alarm.pk}/")] == [403, 403, 403]
