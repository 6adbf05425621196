from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from kontor.people.domain.availability import hang_up, set_state, states_of, talk
from kontor.people.enums import Availability, Module
from kontor.people.models import BreakReason, StateChange, User
from kontor.routing.domain.distribute import DISTRIBUTE
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.jobs import waiting_jobs

ClientFor = Callable[..., Browser]


def _is(user: User) -> dict[str, str]:
    return {str(module.value): state.availability for module, state in states_of(user).items()}


def test_the_title_bar_shows_what_one_is(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)
    before = browser.get("/desk/", follow=True).content.decode()
    browser.post("/state/", {"state": "ready"})

    after = browser.get("/desk/", follow=True).content.decode()

    assert "Your state: Busy" in before
    assert "Your state: Ready" in after
    assert _is(anna) == {"mail": "ready", "call": "ready"}


def test_whoever_becomes_ready_is_given_what_waits(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    browser.post("/state/", {"state": "busy"})
    assert waiting_jobs(DISTRIBUTE) == []
    browser.post("/state/", {"state": "ready"})

    assert len(waiting_jobs(DISTRIBUTE)) == 1


def test_a_break_with_a_reason(htmx_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    lunch = BreakReason.objects.create(name="Mittag", sort_key="mittag")
    browser = htmx_for(anna, nordlicht)

    page = browser.post("/state/", {"state": "pause", "reason": lunch.pk}).content.decode()

    assert "Your state: Break: Mittag" in page
    assert set(StateChange.objects.values_list("reason", flat=True)) == {"Mittag"}


def test_wrap_up_says_until_when(htmx_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    page = htmx_for(anna, nordlicht).post("/state/", {"state": "wrap_up"}).content.decode()

    until = states_of(anna)[Module.MAIL].until
    assert until is not None
    with timezone.override(nordlicht.time_zone):
        assert f'title="Wrap-up until {timezone.localtime(until):%H:%M}"' in page


def test_a_window_is_told_only_what_it_does_not_show(htmx_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    set_state(anna, Module.MAIL, Availability.READY, by=anna)

    assert browser.get("/state/?seen=mail.ready.").status_code == 204
    assert "Ready" in browser.get("/state/?seen=mail.busy.").content.decode()


def test_a_window_of_an_administrator_without_tenant_is_not_led_away(htmx_for: ClientFor, ada: User) -> None:
    """It asks whenever it is looked at again; what stands unsaved in a mask would be lost."""
    browser = htmx_for(ada)

    shown = browser.get("/state/?seen=")
    set_state(ada, Module.MAIL, Availability.READY, by=ada)
    changed = browser.get("/state/?seen=")

    assert [shown.status_code, changed.status_code] == [204, 200]
    assert not any("HX-Redirect" in answer.headers for answer in (shown, changed))
    assert "Busy" in browser.post("/state/", {"state": "busy", "module": ""}).content.decode()


def test_modules_have_states_of_their_own_where_the_setting_says_so(
    htmx_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    User.objects.filter(pk=anna.pk).update(preferences={"people.states_per_module": True})
    browser = htmx_for(anna, nordlicht)

    page = browser.post("/state/", {"state": "ready", "module": "mail"}).content.decode()

    assert _is(anna) == {"mail": "ready"}
    assert "Calls" in page


def test_what_is_no_state_is_a_bad_request(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    assert browser.post("/state/", {"state": "asleep"}).status_code == 422
    assert browser.post("/state/", {"state": "pause", "reason": 4711}).status_code == 422
    assert _is(anna) == {}


def test_whoever_has_no_desk_has_no_state(client_for: ClientFor, dora: User) -> None:
    page = client_for(dora).get("/profile/").content.decode()

    assert "agent-state" not in page


def test_on_the_phone_the_menu_says_so_and_does_not_offer_it(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    lunch = BreakReason.objects.create(name="Mittag", sort_key="mittag")
    browser = client_for(anna, nordlicht)
    set_state(anna, None, Availability.PAUSE, reason=lunch, by=anna)
    talk(anna)

    page = browser.get("/desk/", follow=True).content.decode()

    assert "Your state: On the phone" in page
    assert "On the phone: Mittag" not in page
    assert 'value="talking"' not in page
    assert browser.post("/state/", {"state": "talking"}).status_code == 422


def test_what_is_chosen_on_the_phone_is_taken_for_afterwards(
    htmx_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    set_state(anna, None, Availability.READY, by=anna)
    talk(anna)

    browser.post("/state/", {"state": "busy"})
    hang_up(anna, 0)

    assert _is(anna) == {"mail": "busy", "call": "busy"}
