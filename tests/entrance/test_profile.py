from __future__ import annotations

import re
from collections.abc import Callable

from kontor.people.models import Session, User
from kontor.tenants.models import Tenant
from tests.factories.people import PASSWORD
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
NEW = "a new and long enough one"


def test_profile_is_saved(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)
    values = {
        "name": "Anna Adler",
        "signature": "Ihre Anna",
        "language": "en",
        "theme": "dark",
        "version": anna.version,
    }

    response = browser.post("/profile/", values)

    assert response.status_code == 302
    assert response.cookies["kontor_language"].value == "en"
    anna.refresh_from_db()
    assert (anna.name, anna.signature, anna.language, anna.theme) == ("Anna Adler", "Ihre Anna", "en", "dark")


def test_profile_without_a_name_keeps_what_was_typed(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    response = client_for(anna, nordlicht).post(
        "/profile/", {"name": "", "signature": "Typed", "version": anna.version}
    )

    assert response.status_code == 422
    assert b"Enter your name." in response.content
    assert b"Typed" in response.content


def test_profile_notices_that_it_was_changed_elsewhere(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    response = client_for(anna, nordlicht).post("/profile/", {"name": "Anna Adler", "version": anna.version + 1})

    assert response.status_code == 409


def test_whoever_must_choose_a_password_types_at_once(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    shown, wrong = browser.get("/profile/password/"), browser.post("/profile/password/", {"present": PASSWORD})

    focused = [re.findall(r'<input[^>]* name="(\w+)"[^>]* autofocus', each.content.decode()) for each in (shown, wrong)]
    assert focused == [["present"], ["password"]]


def test_own_password_is_changed_and_ends_the_other_sign_ins(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    browser, other = client_for(anna, nordlicht), client_for(anna, nordlicht)

    wrong = browser.post("/profile/password/", {"present": "wrong", "password": NEW, "again": NEW})
    assert b"This is not your present password." in wrong.content
    right = browser.post("/profile/password/", {"present": PASSWORD, "password": NEW, "again": NEW})

    assert right.headers["Location"] == "/profile/"
    assert browser.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    assert Session.objects.filter(user=anna).count() == 1


def test_whoever_finds_a_screen_left_open_cannot_guess_the_password_for_long(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    browser = client_for(anna, nordlicht)
    for _attempt in range(10):
        browser.post("/profile/password/", {"present": "wrong", "password": NEW, "again": NEW})

    at_last = browser.post("/profile/password/", {"present": PASSWORD, "password": NEW, "again": NEW})

    assert b"Too many attempts failed." in at_last.content
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_own_sign_ins_are_listed_without_their_keys_and_can_be_ended(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    browser, other = client_for(anna, nordlicht), client_for(anna, nordlicht)
    key = str(other.session.session_key)

    page = browser.get("/profile/sessions/").content.decode()
    assert key not in page
    browser.post("/profile/sessions/end/", {"session": Session.objects.get(pk=key).mark})

    assert other.get("/profile/").status_code == 302
    assert browser.get("/profile/").status_code == 200


def test_sign_ins_of_others_cannot_be_ended(client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant) -> None:
    other = client_for(bela, nordlicht)
    mark = Session.objects.get(user=bela).mark

    client_for(anna, nordlicht).post("/profile/sessions/end/", {"session": mark})

    assert other.get("/profile/").status_code == 200


def test_sign_out_everywhere(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser, _other = client_for(anna, nordlicht), client_for(anna, nordlicht)

    assert browser.post("/profile/sessions/end-all/").headers["Location"] == "/sign-in/"

    assert Session.objects.filter(user=anna).count() == 0
