from __future__ import annotations

from collections.abc import Callable

from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from tests.factories.reviews import make_automatic
from tests.factories.texts import make_template
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/automatic/"


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    make_automatic(billing)
    make_automatic(claims)

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Abrechnung" in page
    assert "Answer; the ticket stays in the queue" in page
    assert "Schaden" not in page


def test_with_several_tenants_each_choice_names_its_own(
    client_for: ClientFor, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    template, foreign = make_template(nordlicht, "Danke"), make_template(alpina, "Danke")

    of_all = client_for(ada, nordlicht, alpina).get(f"{LIST}new/").content.decode()
    of_one = client_for(sven, nordlicht).get(f"{LIST}new/").content.decode()

    for name, thing in (("Abrechnung", billing), ("Schaden", claims), ("Danke", template), ("Danke", foreign)):
        assert f'<option value="{thing.pk}"' in of_all
        assert f">{name} ({nordlicht.code if thing in (billing, template) else alpina.code})</option>" in of_all
    assert ">Abrechnung</option>" in of_one


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_two_rows(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_automatic(billing)
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_automatic(moving)
    with statements() as two:
        browser.get(LIST)

    assert len(two) == len(one)


def test_create(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category
) -> None:
    fits, elsewhere = make_template(nordlicht), make_template(nordlicht, categories=(moving,))
    foreign, other_kind = make_template(alpina), make_template(nordlicht, kind=TemplateKind.INTERMEDIATE)
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200
    entered = {"category": billing.pk, "action": AutomaticAction.ANSWER_AND_CLOSE, "template": fits.pk, "active": "on"}

    refused = [
        browser.post(f"{LIST}new/", entered | {"template": wrong.pk}) for wrong in (elsewhere, foreign, other_kind)
    ]
    made = browser.post(f"{LIST}new/", entered)
    again = browser.post(f"{LIST}new/", entered)

    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert "is not offered in the category “Abrechnung”." in refused[0].content.decode()
    assert (made.status_code, again.status_code) == (302, 422)
    assert "has an automatic reply already" in again.content.decode()
    with in_scope(nordlicht):
        row = AutomaticReply.objects.get()
        assert (row.category, row.action, row.template, row.active) == (billing, "answer_close", fits, True)


def test_a_forward_needs_recipients_outside(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    template = make_template(nordlicht, kind=TemplateKind.FORWARD)
    browser = client_for(sven, nordlicht)
    entered = {"category": billing.pk, "action": AutomaticAction.FORWARD, "template": template.pk, "active": "on"}

    refused = [
        browser.post(f"{LIST}new/", entered | {"forward_to": to}).content.decode()
        for to in ("", "Werk", nordlicht_account.address)
    ]
    made = browser.post(f"{LIST}new/", entered | {"forward_to": "Werk Süd <werk@partner.example>\nx@partner.example"})

    assert "at least one" in refused[0]
    assert "“Werk” is not an e-mail address." in refused[1]
    assert "is one of our own addresses." in refused[2]
    assert made.status_code == 302
    with in_scope(nordlicht):
        row = AutomaticReply.objects.get()
        assert row.forward_to == [["Werk Süd", "werk@partner.example"], ["", "x@partner.example"]]
    assert "Werk Süd &lt;werk@partner.example&gt;" in browser.get(f"{LIST}{row.pk}/").content.decode()


def test_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    row = make_automatic(billing)
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{row.pk}/"
    assert "Abrechnung" in browser.get(url).content.decode()
    entered = {"version": 1, "action": "answer", "template": row.template_id}

    assert browser.post(url, entered).status_code == 302
    conflict = browser.post(url, entered | {"active": "on"})

    assert conflict.status_code == 409
    with everywhere():
        row.refresh_from_db()
        assert (row.active, row.version) == (False, 2)


def test_delete_own_and_not_others(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    own, other = make_automatic(billing), make_automatic(claims)
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [own.pk, other.pk]})
    assert browser.get(f"{LIST}{other.pk}/").status_code == 404
    browser.post(f"{LIST}delete/", {"selected": [own.pk]})

    with everywhere():
        assert list(AutomaticReply.objects.all()) == [other]
