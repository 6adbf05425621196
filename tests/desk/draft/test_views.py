"""Templates, text modules and recipients of a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import TemplateFile, TextModule
from kontor.tickets.models import Ticket
from tests.factories.texts import make_content, make_library_file, make_module, make_template
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(
    billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount, nordlicht: Tenant
) -> Ticket:
    make_template(nordlicht, "Rechnung", html="<p>Erster Text</p>", categories=(billing,))
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


@pytest.fixture
def window(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> HtmxBrowser:
    """Anna's browser, the editor open."""
    browser = htmx_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    return browser


def draft(ticket: Ticket) -> Draft:
    with in_scope(ticket.tenant_id):
        return Draft.objects.select_related("template").get(ticket=ticket)


def at(name: str, ticket: Ticket, *more: int) -> str:
    return reverse(f"desk:draft:{name}", args=[draft(ticket).pk, *more])


def test_the_editor_shows_template_language_and_why(window: HtmxBrowser, mine: Ticket) -> None:
    page = window.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert '<span class="editor__choice clip" data-template-name title="Rechnung">Rechnung</span>' in page
    assert '<option value="de" selected>German</option>' in page
    assert "The customer wrote in this language." in page
    assert "data-untouched" in page
    assert 'id="picker-modules"' in page


def test_the_offered_templates_are_listed_and_narrowed(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category
) -> None:
    make_template(nordlicht, "Mahnung ruhig", categories=(billing,), is_default=False)
    make_template(nordlicht, "Umzug", categories=(moving,))
    make_template(alpina, "Mahnung der anderen")

    everything = window.get(at("templates", mine)).content.decode()
    narrowed = window.get(at("templates", mine), {"q": "ruh mahn"}).content.decode()

    assert (everything.count('role="option"'), narrowed.count('role="option"')) == (2, 1)
    assert everything.index("Rechnung") < everything.index("Mahnung ruhig")
    assert "suggested" in everything and "der anderen" not in everything
    assert "Mahnung ruhig" in narrowed


def test_a_template_is_taken_and_its_text_goes_to_the_editor(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, billing: Category
) -> None:
    other = make_template(
        nordlicht,
        "Mahnung",
        html="<p>Hallo ${customer.name}</p>",
        subject="Mahnung",
        categories=(billing,),
        is_default=False,
    )

    with in_scope(nordlicht):
        TemplateFile.objects.create(tenant=nordlicht, template=other, file=make_library_file(nordlicht))

    answer = window.post(at("template", mine), {"template": other.pk, "how": "text"}).json()
    again = window.post(at("template", mine), {"template": other.pk, "how": "text"}).json()

    assert (answer["files"], again["files"]) == (True, False)
    assert (answer["html"], answer["template"], answer["language"]) == ("<p>Hallo Käthe Kunde</p>", "Mahnung", "de")
    assert answer["subject"].startswith("Mahnung [#")
    assert (draft(mine).template, draft(mine).text) == (other, "Erster Text")


def test_without_scripts_the_template_is_put_below_what_was_typed(
    anna: User, window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, billing: Category, client_for: ClientFor
) -> None:
    other = make_template(nordlicht, "Mahnung", html="<p>Zweiter</p>", categories=(billing,), is_default=False)
    with in_scope(nordlicht):
        Draft.objects.update(text="Eigenes.")
    browser = client_for(anna, nordlicht)
    page = browser.get(at("templates", mine)).content.decode()

    response = browser.post(at("template", mine), {"template": other.pk})

    assert f'name="template" value="{other.pk}"' in page
    assert response.headers["Location"] == reverse("desk:ticket:show", args=[mine.number])
    assert draft(mine).text == "Eigenes.\n\nZweiter"


@pytest.mark.parametrize("template", ["999999999", "x", "9" * 30])
def test_a_template_that_is_not_there_is_not_found(window: HtmxBrowser, mine: Ticket, template: str) -> None:
    assert window.post(at("template", mine), {"template": template, "how": "text"}).status_code == 404


def test_a_template_of_another_tenant_is_not_found_and_one_of_another_category_is_refused(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, alpina: Tenant, moving: Category
) -> None:
    foreign = make_template(alpina)
    elsewhere = make_template(nordlicht, categories=(moving,))

    codes = [
        window.post(at("template", mine), {"template": one.pk, "how": "text"}).status_code
        for one in (foreign, elsewhere)
    ]

    assert codes == [404, 409]


def test_another_language_is_kept_with_the_text_or_brings_its_own(window: HtmxBrowser, mine: Ticket) -> None:
    template = draft(mine).template
    assert template
    make_content(template, "en", html="<p>First</p>")

    kept = window.post(at("template", mine), {"language": "fr", "how": "keep"}).json()
    taken = window.post(at("template", mine), {"language": "en", "how": "text"}).json()
    missing = window.post(at("template", mine), {"language": "da", "how": "text"})

    assert (kept, taken["html"], missing.status_code) == ({"language": "fr"}, "<p>First</p>", 409)
    assert draft(mine).language == "en"


def test_after_recategorizing_the_open_editor_is_offered_the_other_template(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, moving: Category
) -> None:
    other = make_template(nordlicht, "Umzug", categories=(moving,))
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mine.pk).update(category=moving)

    page = window.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert f'data-template="{other.pk}" data-suggested data-at-once' in page
    assert "Its template is “Umzug”." in page


def test_modules_are_found_with_what_they_say(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, alpina: Tenant, moving: Category
) -> None:
    make_module(nordlicht, "Zählerstand", html="<p>Bitte <b>ablesen</b>.</p>", shortcut="zs", group="Strom")
    make_module(nordlicht, "Zähler beim Umzug", categories=(moving,))
    make_module(nordlicht, "Meter reading", language="en")
    make_module(alpina, "Zähler der anderen")

    found = window.get(at("modules", mine), {"q": "zä"}).content.decode()
    elsewhere = window.get(at("modules", mine), {"q": "zä", "category": moving.pk}).content.decode()
    english = window.get(at("modules", mine), {"q": "meter", "all": "1"}).content.decode()

    assert (found.count('role="option"'), elsewhere.count('role="option"')) == (1, 2)
    assert "Bitte ablesen." in found and "<kbd>zs</kbd>" in found and "Strom" in found
    assert "Meter reading" in english and "der anderen" not in found + elsewhere + english


def test_the_modules_of_a_category_one_may_not_read_are_not_shown(
    window: HtmxBrowser, mine: Ticket, alpina: Tenant, claims: Category
) -> None:
    make_module(alpina, "Geheim", categories=(claims,))

    page = window.get(at("modules", mine), {"q": "geheim", "category": claims.pk}).content.decode()

    assert "Geheim" not in page


def test_a_module_is_filled_in_and_counted(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    module = make_module(nordlicht, "Gruß", html="<p>Liebe ${customer.name}, ${customer.number}</p>")

    answer = window.post(at("module", mine, module.pk)).json()

    with in_scope(nordlicht):
        module.refresh_from_db()
    assert answer["html"] == (
        '<p>Liebe Käthe Kunde, <mark data-missing="customer.number">${customer.number}</mark></p>'
    )
    assert (answer["text"], module.used) == ("Liebe Käthe Kunde, ${customer.number}", 1)


def test_a_module_of_another_tenant_is_not_found_and_not_counted(
    window: HtmxBrowser, mine: Ticket, alpina: Tenant
) -> None:
    module = make_module(alpina, "Fremd")

    assert window.post(at("module", mine, module.pk)).status_code == 404
    with in_scope(alpina):
        assert TextModule.objects.get(pk=module.pk).used == 0


def test_the_shortcuts_of_the_draft(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, moving: Category) -> None:
    module = make_module(nordlicht, "Mit freundlichen Grüßen", shortcut="MfG")
    make_module(nordlicht, "Umzug", shortcut="um", categories=(moving,))

    assert window.get(at("shortcuts", mine)).json() == {"mfg": [module.pk, "Mit freundlichen Grüßen"]}


def test_recipients_that_deserve_a_second_look_are_marked(window: HtmxBrowser, mine: Ticket) -> None:
    lines = {"to": "Käthe <kaethe@post.example>", "cc": "anwalt@kanzlei.example, max@post.example"}

    marks = window.post(at("recipients", mine), lines).content.decode()

    assert marks.count("<li") == 2
    assert "anwalt@kanzlei.example" in marks and "kaethe@post.example" not in marks
    assert (marks.count("first mail"), marks.count("outside domain")) == (2, 1)


@pytest.mark.parametrize(
    ("name", "method"),
    [("templates", "get"), ("template", "post"), ("modules", "get"), ("shortcuts", "get"), ("recipients", "post")],
)
def test_the_drafts_of_others_are_not_there(
    window: HtmxBrowser,
    mine: Ticket,
    bela: User,
    carla: User,
    nordlicht: Tenant,
    alpina: Tenant,
    htmx_for: HtmxFor,
    name: str,
    method: str,
) -> None:
    for somebody, tenant in ((bela, nordlicht), (carla, alpina)):
        browser: Any = htmx_for(somebody, tenant)
        assert getattr(browser, method)(at(name, mine)).status_code == 404


def test_who_lost_the_ticket_may_not_go_on(window: HtmxBrowser, mine: Ticket, bela: User) -> None:
    with in_scope(mine.tenant_id):
        Ticket.objects.filter(pk=mine.pk).update(owner=bela)

    assert window.get(at("modules", mine)).status_code == 403


def test_searching_modules_takes_few_statements_however_many_there_are(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant
) -> None:
    counts = []
    address = at("modules", mine)
    for _round in range(2):
        make_module(nordlicht)
        make_module(nordlicht)
        with statements() as sent:
            window.get(address, {"q": "baustein"})
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 14, "\n".join(sent)


@pytest.mark.parametrize(
    ("name", "data"),
    [("draft:template", {"how": "keep", "language": "\0"}), ("compose:ignore-word", {"word": "\0"})],
)
def test_what_no_database_takes_is_a_bad_request(
    window: HtmxBrowser, mine: Ticket, name: str, data: dict[str, str]
) -> None:
    about = draft(mine).pk if name.startswith("draft") else mine.number

    assert window.post(reverse(f"desk:{name}", args=[about]), data).status_code == 400
    assert "\0" not in draft(mine).language
