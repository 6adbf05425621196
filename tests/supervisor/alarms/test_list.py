"""The list of alarms: what a row says of its state, order and filters, and what is said after each deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.domain.alarms import mute_alarm
from kontor.reports.models import Alarm, AlarmMute
from kontor.tenants.models import Tenant
from tests.factories.reports import make_alarm
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
LIST = "/supervisor/alarms/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def entered(**more: Any) -> dict[str, Any]:
    return {"name": "Zu viel", "measure": "waiting", "threshold": "30", "active": "on", **more}


def test_a_row_says_what_is_measured_and_since_when_it_is_raised(browser: Browser, nordlicht: Tenant) -> None:
    since = clock.now() - timedelta(minutes=5)
    make_alarm(nordlicht, "Viel los", measure="late_share", threshold=7, raised_at=since)

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["name"], cells["threshold"], cells["state"], cells["raised"]) == ("Viel los", 7, "raised", since)
    assert (cells["measure"], cells["muted"]) == (Alarm(measure="late_share").get_measure_display(), "")
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour) == (f"{LIST}{row.item.pk}/", nordlicht.colour)


def test_an_alarm_is_quiet_raised_or_switched_off_whatever_it_was_before(browser: Browser, nordlicht: Tenant) -> None:
    make_alarm(nordlicht, "A")
    make_alarm(nordlicht, "B", raised_at=clock.now())
    make_alarm(nordlicht, "C", raised_at=clock.now(), active=False)

    assert column(browser.get(LIST), "state") == ["quiet", "raised", "switched off"]


def test_a_mute_that_is_over_and_that_of_somebody_else_do_not_count(
    browser: Browser, nordlicht: Tenant, sven: User, anna: User
) -> None:
    alarms = [make_alarm(nordlicht, name) for name in "ABCD"]
    with in_scope(nordlicht):
        mute_alarm(alarms[0], sven, until=clock.now() + timedelta(minutes=1))
        mute_alarm(alarms[1], sven, until=clock.now() - timedelta(minutes=1))
        mute_alarm(alarms[2], anna, until=None)
        mute_alarm(alarms[3], sven, until=None)

    assert column(browser.get(LIST), "muted") == ["muted", "", "", "muted"]


def test_alarms_are_ordered_by_name_threshold_and_state(browser: Browser, nordlicht: Tenant) -> None:
    make_alarm(nordlicht, "Zu viel", threshold=1)
    make_alarm(nordlicht, "Ärger", threshold=3, active=False)
    make_alarm(nordlicht, "Bald", threshold=2)

    assert ordered(browser, LIST, "", "threshold", "-threshold", "state,name") == {
        "": ["Ärger", "Bald", "Zu viel"],
        "threshold": ["Zu viel", "Bald", "Ärger"],
        "-threshold": ["Ärger", "Bald", "Zu viel"],
        "state,name": ["Ärger", "Bald", "Zu viel"],
    }


def test_alarms_are_found_by_name_figure_and_tenant(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_alarm(nordlicht, "Viel los")
    make_alarm(alpina, "Zu spät", measure="late_share")

    assert narrowed(client_for(ada), LIST, name="LOS", measure="late_share", tenant=nordlicht.pk) == {
        "name": ["Viel los"],
        "measure": ["Zu spät"],
        "tenant": ["Viel los"],
    }


@pytest.mark.parametrize(
    ("verb", "sentences"),
    [
        ("mute-a-day", ("1 alarm is muted for you.", "2 alarms are muted for you.")),
        ("mute", ("1 alarm is muted for you.", "2 alarms are muted for you.")),
        ("unmute", ("You hear of 1 alarm again.", "You hear of 2 alarms again.")),
        ("delete", ("1 alarm is deleted.", "2 alarms are deleted.")),
    ],
)
def test_with_how_many_something_was_done_is_said(
    browser: Browser, nordlicht: Tenant, verb: str, sentences: tuple[str, str]
) -> None:
    one, *two = [make_alarm(nordlicht).pk for _ in range(3)]

    answers = [browser.post(f"{LIST}{verb}/", {"selected": chosen}) for chosen in (one, two)]

    assert tuple(said(answer)[0] for answer in answers) == sentences
    assert {answer["Location"] for answer in answers} == {LIST}


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 alarm is restored."), (2, "2 alarms are restored.")])
def test_how_many_were_restored_is_said(browser: Browser, nordlicht: Tenant, count: int, sentence: str) -> None:
    gone = [make_alarm(nordlicht, f"Alarm {each}", deleted_at=clock.now()) for each in range(count + 1)]

    answer = browser.post(f"{LIST}restore/", {"selected": [alarm.pk for alarm in gone[1:]]})

    assert (said(answer), column(browser.get(f"{LIST}deleted/"), "name")) == ([sentence], ["Alarm 0"])


def test_only_the_chosen_alarm_is_muted_and_for_a_day(browser: Browser, nordlicht: Tenant, frozen: object) -> None:
    alarm, _other = make_alarm(nordlicht), make_alarm(nordlicht)

    browser.post(f"{LIST}mute-a-day/", {"selected": alarm.pk})

    with everywhere():
        (mute,) = AlarmMute.objects.all()
    assert (mute.alarm_id, mute.until) == (alarm.pk, clock.now() + timedelta(hours=24))


def test_deleted_alarms_stand_with_the_last_one_first(browser: Browser, nordlicht: Tenant) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_alarm(nordlicht, name, deleted_at=clock.now() - timedelta(days=days))

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


def test_who_may_look_mutes_and_does_no_more(client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant) -> None:
    own, other = make_alarm(nordlicht, "Eigener"), make_alarm(alpina, "Fremder")
    browser = client_of_both("board.read")
    both = {"selected": [own.pk, other.pk]}

    muted, deleted = [browser.post(f"{LIST}{verb}/", both) for verb in ("mute", "delete")]

    assert said(muted) == ["2 alarms are muted for you."]
    assert "Nothing was changed." in said(deleted)[0]
    assert sorted(column(browser.get(LIST), "name")) == ["Eigener", "Fremder"]
    assert browser.get(f"{LIST}{other.pk}/").context["may_write"] is False
    assert browser.post(f"{LIST}{other.pk}/", entered(version=1)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "N" * 121}, "name"),
        ({"measure": "nonsense"}, "measure"),
        ({"threshold": "0"}, "threshold"),
        ({"threshold": "1000001"}, "threshold"),
        ({"threshold": ""}, "threshold"),
    ],
)
def test_what_is_out_of_bounds_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk) | wrong)

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


@pytest.mark.parametrize("threshold", [1, 1_000_000])
def test_the_bounds_themselves_are_taken(browser: Browser, nordlicht: Tenant, threshold: int) -> None:
    answer = browser.post(f"{LIST}new/", entered(tenant=nordlicht.pk, threshold=threshold))

    assert said(answer) == ["“Zu viel” is created."]
    assert column(browser.get(LIST), "threshold") == [threshold]


def test_the_mask_shows_the_alarm_and_offers_its_tenants_categories(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    make_alarm(nordlicht, "Anderer")
    alarm = make_alarm(nordlicht, "Viel los", measure="late_share", threshold=9, categories=[billing.pk], by_mail=True)
    browser = client_for(ada)

    edited, new = [browser.get(url).context["mask"].form for url in (f"{LIST}{alarm.pk}/", f"{LIST}new/")]

    assert edited.initial == {
        "name": "Viel los",
        "measure": "late_share",
        "threshold": 9,
        "categories": [billing.pk],
        "by_mail": True,
        "active": True,
    }
    assert edited.fields["categories"].choices == [(billing.pk, "Abrechnung")]
    assert sorted(new.fields["categories"].choices) == sorted(
        [(billing.pk, "NORD · Abrechnung"), (claims.pk, "ALPI · Schaden")]
    )
    assert new.initial == {"active": True}


def test_saving_takes_categories_and_mail_away(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    alarm = make_alarm(nordlicht, "Viel los", categories=[billing.pk], by_mail=True)

    answer = browser.post(f"{LIST}{alarm.pk}/", entered(name="Ruhig", active="", version=1))

    with everywhere():
        alarm.refresh_from_db()
    assert said(answer) == ["“Ruhig” is saved."]
    assert (alarm.categories, alarm.by_mail, alarm.active, alarm.threshold) == ([], False, False, 30)
