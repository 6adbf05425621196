from __future__ import annotations

from collections.abc import Callable

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.greetings import greetings_in
from tests.factories.texts import make_greeting
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/greetings/"
HELLO = "Moin ${customer.first_name},"


def _own(tenant: Tenant, language: str = "de") -> dict[str, str]:
    with everywhere():
        return dict(greetings_in(tenant, language).own)


def _version(tenant: Tenant, language: str = "de") -> int:
    with everywhere():
        return greetings_in(tenant, language).version


def test_whoever_has_one_tenant_is_led_to_it(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    first = browser.get(LIST)
    second = browser.get(first["Location"])

    assert (first["Location"], second["Location"]) == (f"{LIST}{nordlicht.pk}/", f"{LIST}{nordlicht.pk}/de/")


def test_list_counts_and_needs_as_many_statements_for_more_rows(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(ada, nordlicht, alpina)
    browser.get(LIST)
    with statements() as none:
        browser.get(LIST)
    make_greeting(nordlicht, "named", HELLO)
    make_greeting(alpina, "named", HELLO)
    with statements() as two:
        page = browser.get(LIST).content.decode()

    assert page.count(">1 of its own<") == 2
    assert len(two) == len(none)


def test_own_and_inherited_words_are_shown_with_examples(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_greeting(nordlicht, "named", HELLO)

    page = client_for(sven, nordlicht).get(f"{LIST}{nordlicht.pk}/de/").content.decode()

    for words in (
        f'value="{HELLO}"',
        "Moin Kim,",
        "Sehr geehrte Frau Kunde,",
        "“Sehr geehrte Frau ${customer.last_name},”, inherited from the delivered default",
        "Without a value of its own "
        "<strong>“Guten Tag ${customer.first_name} ${customer.last_name},”</strong> would hold,",
    ):
        assert words in page


def test_set_then_give_up(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{nordlicht.pk}/de/"

    entered = {
        "version": _version(nordlicht),
        "named-own": "1",
        "named": HELLO,
        "ms": "is not posted when switched off",
    }
    assert browser.post(url, entered).status_code == 302
    assert _own(nordlicht) == {"named": HELLO}
    assert browser.post(url, {"version": _version(nordlicht)}).status_code == 302
    assert _own(nordlicht) == {}


def test_wrong_refused_and_changed_by_others(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    url, seen = f"{LIST}{nordlicht.pk}/de/", _version(nordlicht)

    empty = browser.post(url, {"version": seen, "named-own": "1", "named": ""})
    unknown = browser.post(url, {"version": seen, "named-own": "1", "named": "Hallo ${customer.nmae}"})
    make_greeting(nordlicht, "ms", "Liebe Frau ${customer.last_name},")
    late = browser.post(url, {"version": seen, "named-own": "1", "named": HELLO})

    assert [answer.status_code for answer in (empty, unknown, late)] == [422, 422, 409]
    assert "Write a greeting, or switch the own value off." in empty.content.decode()
    assert "In a greeting there is no ${customer.nmae}." in unknown.content.decode()
    assert _own(nordlicht) == {"ms": "Liebe Frau ${customer.last_name},"}


def test_examples_of_what_is_typed_save_nothing(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    answer = client_for(sven, nordlicht).post(
        f"{LIST}{nordlicht.pk}/de/examples/", {"named-own": "1", "named": "Ahoi <b>${customer.first_name}"}
    )

    assert "Ahoi &lt;b&gt;Kim" in answer.content.decode()
    assert _own(nordlicht) == {}


def test_another_language_is_reached_and_nonsense_is_not(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    asked = browser.get(f"{LIST}{nordlicht.pk}/?language=fr")
    assert asked["Location"] == f"{LIST}{nordlicht.pk}/fr/"
    assert "French" in browser.get(asked["Location"]).content.decode()
    assert browser.get(f"{LIST}{nordlicht.pk}/xx/").status_code == 404


def test_others_greetings_are_not_there(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    assert client_for(sven, nordlicht).get(f"{LIST}{alpina.pk}/de/").status_code == 404
    assert client_for(anna, nordlicht).get(f"{LIST}{nordlicht.pk}/de/").status_code == 403
