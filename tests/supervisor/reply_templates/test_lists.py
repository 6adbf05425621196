from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_content, make_include, make_module, make_template
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/reply-templates/"


def _deleted(template: ReplyTemplate) -> bool:
    with everywhere():
        return ReplyTemplate.objects.get(pk=template.pk).deleted_at is not None


def test_list_shows_own_tenants_only_with_what_they_are(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    template = make_template(nordlicht, "Antwort Rechnung", internal_name="rechnung", categories=(billing,))
    make_content(template, "en", html="<p>x</p>")
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf</p>", name="Kopf blau")
    make_template(alpina, "Gipfelantwort")

    browser = client_for(sven, nordlicht)
    page = browser.get(LIST).content.decode()
    chosen = browser.get(LIST, {"columns-set": "1", "columns": ["internal_name"]}).content.decode()

    for words in ("Antwort Rechnung", "Abrechnung", "de, en", "Reply", "Letterhead", "Kopf blau"):
        assert words in page
    assert "Gipfelantwort" not in page
    assert (">rechnung<" in page, ">rechnung<" in chosen) == (False, True)


def test_a_cell_that_says_nothing_is_empty(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    """On small screens, where it would take the place between two others."""
    make_template(nordlicht)

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert '<td class="table__note" data-label="State"></td>' in page


def test_list_is_narrowed_by_what_they_are_and_by_language(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    make_template(nordlicht, "Nur englisch", language="en")
    make_include(nordlicht, IncludePart.FOOTER, "<p>Fuß</p>", name="Unten")
    browser = client_for(sven, nordlicht)

    footers = browser.get(LIST, {"filter": "1", "filter-what": "part-footer"}).content.decode()
    english = browser.get(LIST, {"filter": "1", "filter-languages": "en"}).content.decode()

    assert ("Unten" in footers, "Nur englisch" in footers) == (True, False)
    assert ("Unten" in english, "Nur englisch" in english) == (False, True)


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    make_template(nordlicht, categories=(billing,))
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_template(nordlicht, categories=(billing,), is_default=False)
    make_template(nordlicht, categories=(billing,), is_default=False)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_delete_and_restore(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    template, foreign = make_template(nordlicht, "Antwort"), make_template(alpina)
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [template.pk, foreign.pk]})
    assert (_deleted(template), _deleted(foreign)) == (True, False)
    assert "Antwort" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": [template.pk]})
    assert not _deleted(template)


def test_what_is_in_use_is_not_deleted_and_the_list_is_said(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    used = make_template(nordlicht, "Antwort", categories=(billing,))
    snippet = make_include(nordlicht, IncludePart.SNIPPET, "<p>9 bis 17</p>", name="Zeiten", internal_name="zeiten")
    module = make_module(nordlicht, "Gruß", html="<p>${include.zeiten}</p>")
    free = make_template(nordlicht, "Frei")
    browser = client_for(sven, nordlicht)

    refused = browser.post(f"{LIST}delete/", {"selected": [free.pk, used.pk, snippet.pk]})
    page = refused.content.decode()

    assert refused.status_code == 409
    assert "“Antwort” is in use and cannot be deleted. Categories: Abrechnung." in page
    for address, name in (
        (f"/supervisor/categories/{billing.pk}/", "Abrechnung"),
        (f"/supervisor/modules/{module.pk}/", "Gruß"),
        (LIST, "Back to the list"),
    ):
        assert f'href="{address}">{name}</a>' in page
    assert ">Frei<" not in page
    assert not _deleted(snippet)
    assert (_deleted(used), _deleted(free)) == (False, False)
