"""Who must choose a new password before they go on."""

from __future__ import annotations

from collections.abc import Callable

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.people import PASSWORD
from tests.support.client import Browser

ClientFor = Callable[..., Browser]


def test_who_must_choose_a_new_password_is_led_there(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    User.objects.filter(pk=anna.pk).update(must_change_password=True)
    browser = client_for(anna, nordlicht)

    assert browser.get("/").headers["Location"] == "/profile/password/"
    assert browser.get("/profile/").headers["Location"] == "/profile/password/"
    assert browser.get("/profile/password/").status_code == 200
    assert browser.post("/sign-out/").status_code == 302


def test_why_one_is_led_there_is_said_before_the_fields(
    client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant
) -> None:
    User.objects.filter(pk=anna.pk).update(must_change_password=True)
    said = "Choose a password of your own before you go on."

    page = client_for(anna, nordlicht).get("/profile/password/").content.decode()

    assert (page.count(said), page.index(said) < page.index('id="id_present"')) == (1, True)
    assert said not in client_for(bela, nordlicht).get("/profile/password/").content.decode()


def test_whoever_had_to_choose_a_password_goes_on_to_their_work(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    User.objects.filter(pk=anna.pk).update(must_change_password=True)
    values = {"present": PASSWORD, "password": "a new and long enough one", "again": "a new and long enough one"}

    assert client_for(anna, nordlicht).post("/profile/password/", values).headers["Location"] == "/"


def test_whoever_had_to_choose_a_password_comes_to_the_page_they_wanted(
    client_for: ClientFor, anna: User, nordlicht: Tenant
) -> None:
    User.objects.filter(pk=anna.pk).update(must_change_password=True)
    browser = client_for(anna, nordlicht)
    wanted = "/desk/inbox/?folder=drafts"
    values = {"present": PASSWORD, "password": "a new and long enough one", "again": "a new and long enough one"}

    led = browser.get(wanted).headers["Location"]
    mask = browser.get(led).context["mask"]

    assert led == "/profile/password/?next=/desk/inbox/%3Ffolder%3Ddrafts"
    assert browser.post(mask.url, values).headers["Location"] == wanted


def test_whoever_had_to_choose_a_password_and_tenants_comes_to_the_page_they_wanted(
    anybody: Browser, bela: User
) -> None:
    User.objects.filter(pk=bela.pk).update(must_change_password=True)
    values = {"present": PASSWORD, "password": "a new and long enough one", "again": "a new and long enough one"}
    wanted = "/desk/inbox/?folder=drafts"

    choice = anybody.post("/sign-in/", {"name": "bela", "password": PASSWORD, "next": wanted}).headers["Location"]
    led = anybody.get(choice).headers["Location"]
    mask = anybody.get(led).context["mask"]

    assert choice.startswith("/sign-in/tenant/?")
    assert anybody.post(mask.url, values).headers["Location"] == choice
    assert anybody.get(choice).context["next"] == wanted
