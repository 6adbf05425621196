from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse

from kontor.org.preferences import IDLE_TIMEOUT, SIGN_IN_FOR_ALL
from kontor.people.models import Role, Session, User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.org import make_grant
from tests.factories.people import PASSWORD, make_role
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]


def _sign_in(browser: Browser, name: str, password: str = PASSWORD, **values: str) -> HttpResponse:
    return browser.post("/sign-in/", {"name": name, "password": password, **values})


def test_the_sign_in_page_is_open_and_everything_else_leads_to_it(anybody: Browser) -> None:
    assert anybody.get("/sign-in/").status_code == 200
    assert anybody.get("/profile/").headers["Location"] == "/sign-in/?next=/profile/"
    assert anybody.get("/supervisor/users/").headers["Location"] == "/sign-in/?next=/supervisor/users/"


@pytest.mark.parametrize(("page", "says"), [("/sign-in/", False), ("/sign-in/?next=/desk/inbox/", True)])
def test_who_is_led_to_the_sign_in_reads_why(anybody: Browser, page: str, says: bool) -> None:
    shown = anybody.get(page).content.decode()

    assert ("You are not signed in, or no longer." in shown) is says
    assert ("With the access data of your company." in shown) is not says


@pytest.mark.parametrize(
    ("wanted", "language"), [("de-AT,de;q=0.9", "de"), ("en-GB", "en"), ("fr, en;q=0.5", "en"), ("fr", "de")]
)
def test_who_has_not_signed_in_is_spoken_to_as_the_browser_wants(anybody: Browser, wanted: str, language: str) -> None:
    page = anybody.get("/sign-in/", headers={"accept-language": wanted})

    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()


def test_a_wrong_password_is_said_at_the_field_and_the_name_stays(anybody: Browser, anna: User) -> None:
    response = _sign_in(anybody, "anna", "wrong")

    assert response.status_code == 422
    assert b"Name and password do not match." in response.content
    assert b'value="anna"' in response.content
    assert b"wrong" not in response.content


def test_one_can_type_at_once_and_corrects_the_field_that_is_wrong(anybody: Browser, anna: User) -> None:
    first, wrong = anybody.get("/sign-in/").content.decode(), _sign_in(anybody, "anna", "wrong").content.decode()

    assert [re.findall(r'<input[^>]* name="(\w+)"[^>]* autofocus', page) for page in (first, wrong)] == [
        ["name"],
        ["password"],
    ]


def test_one_tenant_is_not_asked_for(anybody: Browser, anna: User, nordlicht: Tenant) -> None:
    response = _sign_in(anybody, "anna", next="/profile/")

    assert response.headers["Location"] == "/profile/"
    session = Session.objects.get(user=anna)
    assert session.tenants == [nordlicht.pk]
    assert session.address == "127.0.0.1"
    assert anybody.get("/").headers["Location"] == "/desk/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/sign-out/", "javascript:alert(1)"])
def test_one_is_led_to_pages_of_our_own_only(anybody: Browser, anna: User, elsewhere: str) -> None:
    assert _sign_in(anybody, "anna", next=elsewhere).headers["Location"] == "/"


def test_who_works_for_several_tenants_is_asked(anybody: Browser, bela: User, claims: object, billing: object) -> None:
    make_ticket(claims)  # type: ignore[arg-type]
    response = _sign_in(anybody, "bela", next="/desk/")
    assert response.headers["Location"] == "/sign-in/tenant/?next=%2Fdesk%2F"
    assert anybody.get("/desk/").headers["Location"] == "/sign-in/tenant/"

    page = anybody.get("/sign-in/tenant/?next=/desk/").content.decode()

    assert "Alpina Versicherung" in page
    assert "All tenants" in page
    assert "1 ticket<" in page
    assert page.count("checked autofocus") == page.count("checked") == 1


def test_all_at_once_then_one_and_the_page_shows_what_is_chosen(
    client_for: ClientFor, bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(bela)

    browser.post("/sign-in/tenant/", {"tenant": "all"})
    assert sorted(Session.objects.get(user=bela).tenants) == [nordlicht.pk, alpina.pk]
    assert (
        browser.post("/sign-in/tenant/", {"tenant": alpina.pk, "next": "/profile/"}).headers["Location"] == "/profile/"
    )

    assert Session.objects.get(user=bela).tenants == [alpina.pk]
    page = browser.get("/profile/").content.decode()
    assert "Alpina Versicherung" in page
    assert "Nordlicht" not in page


def test_all_at_once_can_be_switched_off(client_for: ClientFor, bela: User) -> None:
    with everywhere():
        change_system_values({SIGN_IN_FOR_ALL.key: False}, version=system_values().version)
    browser = client_for(bela)

    assert b"All tenants" not in browser.get("/sign-in/tenant/").content
    assert browser.post("/sign-in/tenant/", {"tenant": "all"}).status_code == 422


def test_a_person_can_have_all_at_once_although_the_system_says_no(client_for: ClientFor, bela: User) -> None:
    with everywhere():
        change_system_values({SIGN_IN_FOR_ALL.key: False}, version=system_values().version)
    User.objects.filter(pk=bela.pk).update(preferences={SIGN_IN_FOR_ALL.key: True})

    assert b"All tenants" in client_for(bela).get("/sign-in/tenant/").content


def test_a_strange_tenant_cannot_be_chosen(
    client_for: ClientFor, anna: User, bela: User, alpina: Tenant, nordlicht: Tenant
) -> None:
    assert client_for(bela).post("/sign-in/tenant/", {"tenant": "99999"}).status_code == 422

    browser = client_for(anna, nordlicht)
    browser.post("/sign-in/tenant/", {"tenant": alpina.pk})
    assert Session.objects.get(user=anna).tenants == [nordlicht.pk]


def test_the_choice_is_remembered_for_today(anybody: Browser, bela: User, alpina: Tenant, frozen: Frozen) -> None:
    _sign_in(anybody, "bela")
    anybody.post("/sign-in/tenant/", {"tenant": alpina.pk, "remember": "1"})
    anybody.post("/sign-out/")

    assert _sign_in(anybody, "bela").headers["Location"] == "/"
    assert Session.objects.get(user=bela).tenants == [alpina.pk]
    anybody.post("/sign-out/")
    frozen.move(days=1)

    assert _sign_in(anybody, "bela").headers["Location"].startswith("/sign-in/tenant/")


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 3, 28, 23, 30), 22.5), (datetime(2026, 10, 24, 22, 30), 24.5)]
)
def test_the_choice_is_remembered_until_midnight_where_the_clock_is_changed(
    anybody: Browser, bela: User, alpina: Tenant, frozen: Frozen, day: datetime, hours: float
) -> None:
    frozen.at = day.replace(tzinfo=UTC)
    _sign_in(anybody, "bela")

    anybody.post("/sign-in/tenant/", {"tenant": alpina.pk, "remember": "1"})

    assert anybody.cookies["kontor_choice"]["max-age"] == hours * 3600


def test_without_a_tenant_one_reads_why(client_for: ClientFor, dora: User) -> None:
    response = client_for(dora).get("/sign-in/tenant/")

    assert b"There is no tenant for you yet" in response.content
    assert client_for(dora).get("/").headers["Location"] == "/sign-in/tenant/"


def test_an_administrator_of_an_empty_installation_gets_to_the_first_tenant(client_for: ClientFor, ada: User) -> None:
    browser = client_for(ada)

    assert b"To the administration" in browser.get("/sign-in/tenant/").content
    assert browser.get("/").headers["Location"] == "/supervisor/tenants/"


def test_who_only_supervises_starts_in_the_administration(
    anybody: Browser, dora: User, nordlicht: Tenant, nordlicht_supervisors: object
) -> None:
    role: Role = make_role("Aufsicht", {"supervisor.access", "users.read"})
    make_grant(dora, role, nordlicht_supervisors)  # type: ignore[arg-type]

    _sign_in(anybody, "dora")

    assert anybody.get("/").headers["Location"] == "/supervisor/"


def test_who_has_a_tenant_but_no_role_reads_why(
    client_for: ClientFor, dora: User, nordlicht: Tenant, nordlicht_service: object
) -> None:
    make_grant(dora, make_role("Leer", {"contacts.read"}), nordlicht_service)  # type: ignore[arg-type]

    assert b"You have no role yet" in client_for(dora, nordlicht).get("/").content


def test_sign_out_ends_the_session(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/").headers["Location"] == "/sign-in/"

    assert Session.objects.filter(user=anna).count() == 0


def test_the_last_use_is_noted_once_a_minute(
    client_for: ClientFor, anna: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    browser = client_for(anna, nordlicht)
    start = Session.objects.get(user=anna).seen_at

    frozen.move(seconds=59)
    browser.get("/profile/")
    assert Session.objects.get(user=anna).seen_at == start
    frozen.move(seconds=2)
    browser.get("/profile/", headers={"Kontor-Background": "1"})
    assert Session.objects.get(user=anna).seen_at == start
    browser.get("/profile/")

    assert Session.objects.get(user=anna).seen_at == frozen.at


def test_who_is_idle_too_long_is_signed_out(
    client_for: ClientFor, anna: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    browser = client_for(anna, nordlicht)
    frozen.move(minutes=60)

    response = browser.get("/profile/")

    assert response.headers["Location"] == "/sign-in/?next=/profile/"
    assert Session.objects.filter(user=anna).count() == 0
    assert b"You were signed out because nothing happened" in browser.get("/sign-in/").content


def test_idle_time_of_zero_never_signs_out(
    client_for: ClientFor, anna: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    with everywhere():
        change_system_values({IDLE_TIMEOUT.key: 0}, version=system_values().version)
    browser = client_for(anna, nordlicht)
    frozen.move(days=2)

    assert browser.get("/profile/").status_code == 200


def test_one_may_type_at_once(anybody: Browser) -> None:
    page = anybody.get("/sign-in/").content.decode()

    assert re.search(r'name="name"[^>]* autofocus', page)


def test_own_language_and_theme_hold_after_sign_in(anybody: Browser, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(language="en", theme="dark")

    cookies = _sign_in(anybody, "anna").cookies

    assert (cookies["kontor_language"].value, cookies["kontor-theme"].value) == ("en", "dark")
