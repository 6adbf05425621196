from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_queries import assigned_category_ids
from kontor.texts.enums import IncludePart
from kontor.texts.models import TextModule
from tests.factories.texts import make_include, make_module
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/modules/"


def _saved(module: TextModule) -> TextModule:
    with everywhere():
        return TextModule.objects.select_related("group").get(pk=module.pk)


def _entered(**values: Any) -> dict[str, Any]:
    return {"version": 1, "name": "Dank", "html": "<p>Vielen Dank.</p>", "language": "", "shortcut": "", **values}


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    make_module(nordlicht, "Foto anfordern", categories=(billing,), group="Schäden", shortcut="foto")
    make_module(alpina, "Gipfelgruß")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    for word in ("Foto anfordern", "Abrechnung", "Schäden", "foto", "all languages"):
        assert word in page
    assert "Gipfelgruß" not in page


def test_while_a_text_is_created_what_it_may_hold_is_offered(
    client_for: ClientFor, sven: User, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_include(nordlicht, IncludePart.SNIPPET, internal_name="fristen")
    make_include(alpina, IncludePart.SNIPPET, internal_name="gipfel")

    of_one = client_for(sven, nordlicht).get(f"{LIST}new/").content.decode()
    of_several = client_for(ada, nordlicht, alpina).get(f"{LIST}new/").content.decode()

    assert ["include.fristen" in page for page in (of_one, of_several)] == [True, False]
    assert ["customer.name" in page for page in (of_one, of_several)] == [True, True]
    assert "gipfel" not in of_one + of_several


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    make_module(nordlicht, categories=(billing,), group="Eins")
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_module(nordlicht, categories=(billing,), group="Zwei")
    make_module(nordlicht, categories=(billing,), group="Drei")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_create_then_choose_its_categories(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200

    made = browser.post(
        f"{LIST}new/",
        _entered(tenant=nordlicht.pk, html="<p>Guten Tag,</p><p onclick='x()'>vielen &lt;Dank&gt;.</p>", group="Gruß"),
    )
    with everywhere():
        module = TextModule.objects.get()
        assert module.html == "<p>Guten Tag,</p><p>vielen &lt;Dank&gt;.</p>"
    assert made["Location"] == f"{LIST}{module.pk}/"

    page = browser.get(made["Location"]).content.decode()
    assert "&lt;p&gt;Guten Tag,&lt;/p&gt;" in page
    assert 'data-behaviour="rich-text"' in page
    browser.post(
        made["Location"],
        _entered(categories=[billing.pk], html="<p>Guten Tag,</p><p onclick='x()'>vielen &lt;Dank&gt;.</p>"),
    )
    with everywhere():
        assert assigned_category_ids(module) == [billing.pk]


def test_what_is_refused_or_wrong_is_said_and_nothing_is_lost(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    make_module(nordlicht, "Foto", shortcut="foto")
    browser = client_for(sven, nordlicht)

    taken = browser.post(f"{LIST}new/", _entered(tenant=nordlicht.pk, shortcut="foto"))
    blanks = browser.post(f"{LIST}new/", _entered(tenant=nordlicht.pk, shortcut="zwei worte"))
    empty = browser.post(f"{LIST}new/", _entered(tenant=nordlicht.pk, html=""))

    assert [answer.status_code for answer in (taken, blanks, empty)] == [422, 422, 422]
    assert "The shortcut “foto” belongs to the text module “Foto”. Choose another." in taken.content.decode()
    assert "Vielen Dank." in taken.content.decode()
    assert "A shortcut is one word, without spaces" in blanks.content.decode()
    assert "A text module needs a text." in empty.content.decode()


def test_create_in_another_tenant(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    assert client_for(sven, nordlicht).post(f"{LIST}new/", _entered(tenant=alpina.pk)).status_code == 422


def test_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    module = make_module(nordlicht, "Dank")
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{module.pk}/"

    assert browser.post(url, _entered(name="Danke", top="on", group="Gruß")).status_code == 302
    conflict = browser.post(url, _entered(name="Merci"))

    assert conflict.status_code == 409
    saved = _saved(module)
    assert (saved.name, saved.top, str(saved.group)) == ("Danke", True, "Gruß")


def test_other_tenants_module_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    module = make_module(alpina)
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{module.pk}/").status_code == 404
    assert browser.post(f"{LIST}{module.pk}/", _entered()).status_code == 404


def test_another_tenants_category_cannot_be_chosen(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category
) -> None:
    module = make_module(nordlicht)

    answer = client_for(sven, nordlicht).post(f"{LIST}{module.pk}/", _entered(categories=[claims.pk]))

    assert answer.status_code == 422


def test_delete_and_restore(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    module, foreign = make_module(nordlicht, "Dank"), make_module(alpina)
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [module.pk, foreign.pk]})
    assert (_saved(module).deleted_at is None, _saved(foreign).deleted_at) == (False, None)
    assert "Dank" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": [module.pk]})
    assert _saved(module).deleted_at is None


def test_mask_offers_what_can_be_filled_in(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_include(nordlicht, IncludePart.SNIPPET, "<p>9 bis 17 Uhr</p>", internal_name="oeffnungszeiten")
    make_include(alpina, IncludePart.SNIPPET, "<p>8 bis 16 Uhr</p>", internal_name="huettenzeiten")
    module = make_module(nordlicht)

    page = client_for(sven, nordlicht).get(f"{LIST}{module.pk}/").content.decode()

    for name in ("customer.salutation", "include.oeffnungszeiten", "signature"):
        assert f'data-place="{name}"' in page
    for name in ("include.huettenzeiten", "content", "letterhead"):
        assert f'data-place="{name}"' not in page


def test_an_unknown_placeholder_is_said_above_the_mask(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    module = make_module(nordlicht)

    answer = client_for(sven, nordlicht).post(f"{LIST}{module.pk}/", _entered(html="<p>${custmer.name}</p>"))

    assert answer.status_code == 422
    assert "There is no placeholder ${custmer.name}. Do you mean ${customer.name}?" in answer.content.decode()
