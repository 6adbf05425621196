"""The mask of a rule."""

from __future__ import annotations

import re

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import CategoryRule
from kontor.tenants.models import Tenant
from tests.supervisor.rules.conftest import LIST, ClientFor, names_in, rule_of
from tests.support.scoping import in_scope


def posted(*rows: dict[str, object], **values: object) -> dict[str, object]:
    """What the form sends: each row is a condition."""
    named = {f"conditions-{key}-{name}": value for key, row in enumerate(rows) for name, value in row.items()}
    return {"conditions": [str(key) for key in range(len(rows))], **named, **values}


def test_create(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)
    page = browser.get(f"{LIST}new/?category={billing.pk}").content.decode()
    assert f'value="{billing.pk}" selected' in page

    entered = posted(
        {"part": "sender", "text": "firma.example, einkauf@andere.example\r\n"},
        {"part": "subject", "text": "Rechnung\r\nnicht erhalten", "stems": "on", "mode": "must_not"},
        {"part": "language", "chosen": ["de"], "mode": "counts", "points": "3"},
        {"part": "size", "least": "1,5", "most": "200"},
        name="Firma",
        category=billing.pk,
        active="on",
        threshold="3",
    )
    assert browser.post(f"{LIST}new/", entered).status_code == 302

    with in_scope(nordlicht):
        rule = CategoryRule.objects.get()
    assert rule.conditions == [
        {"part": "sender", "values": ["@firma.example", "einkauf@andere.example"]},
        {"part": "subject", "values": ["Rechnung", "nicht erhalten"], "stems": True, "negated": True},
        {"part": "language", "values": ["de"], "points": 3},
        {"part": "size", "least": 1.5, "most": 200},
    ]
    assert (rule.threshold, rule.active, rule.category_id) == (3, True, billing.pk)


def test_conditions_are_added_and_taken_out_without_saving(
    htmx_for: ClientFor, client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    rows = posted({"part": "subject", "text": "Rechnung"}, {"part": "sender", "text": "nonsense"}, name="Neu")

    grown = htmx_for(sven, nordlicht).post(f"{LIST}new/", {**rows, "add": "1", "add-part": "header"}).content.decode()
    shrunk = client_for(sven, nordlicht).post(f"{LIST}new/", {**rows, "remove": "1"})

    assert grown.strip().startswith('<div class="conditions"')
    assert grown.count("<fieldset") == 3
    assert 'name="conditions-2-name"' in grown
    assert "nonsense</textarea>" in grown
    page = shrunk.content.decode()
    assert (shrunk.status_code, page.count('<fieldset class="condition"')) == (200, 1)
    assert 'value="Neu"' in page
    assert "nonsense" not in page
    assert names_in() == []


def test_create_says_what_is_wrong_and_loses_nothing(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    browser = client_for(sven, nordlicht)

    address = browser.post(f"{LIST}new/", posted({"part": "sender", "text": "Herr Kunde"}, category=billing.pk))
    empty = browser.post(f"{LIST}new/", {"category": billing.pk, "name": "Leer"})
    foreign = browser.post(f"{LIST}new/", posted({"part": "subject", "text": "Rechnung"}, category=claims.pk))

    assert [each.status_code for each in (address, empty, foreign)] == [422, 422, 422]
    assert "“Herr Kunde” is neither an e-mail address nor a domain" in address.content.decode()
    assert "Herr Kunde</textarea>" in address.content.decode()
    assert "Set at least one condition" in empty.content.decode()


def test_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    rule = rule_of(billing, "Rechnung", "Mahnung", name="Alt")
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{rule.pk}/"
    assert "Rechnung\nMahnung</textarea>" in browser.get(url).content.decode()

    words = {"part": "subject", "text": "Rechnung\r\nMahnung"}
    entered = posted(words, version=1, name="Neu", category=billing.pk)
    assert browser.post(url, entered).status_code == 302
    conflict = browser.post(url, {**entered, "name": "Anders", "conditions-0-text": "Inkasso"})

    assert conflict.status_code == 409
    assert "Words in the subject: Inkasso" in conflict.content.decode()
    assert names_in() == ["Neu"]


@pytest.mark.parametrize("verb", ["", "up/", "down/", "delete/"])
def test_other_tenants_rule_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category, verb: str
) -> None:
    rule = rule_of(claims, "Schaden", name="Schäden")

    assert client_for(sven, nordlicht).post(f"{LIST}{rule.pk}/{verb}", {"version": 1}).status_code == 404
    assert names_in() == ["Schäden"]


def test_the_first_condition_that_is_wrong_has_the_focus_and_names_its_sentence(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    rows = (
        {"part": "subject", "text": "Rechnung"},
        {"part": "text", "text": "(a AND"},
        {"part": "sender", "text": "x"},
    )
    browser = client_for(sven, nordlicht)

    wrong = browser.post(f"{LIST}new/", posted(*rows, category=billing.pk)).content.decode()
    earlier = browser.post(f"{LIST}new/", posted(*rows)).content.decode()

    assert _focused(wrong) == ["conditions-1-text"]
    assert 'aria-describedby="conditions-1-help conditions-1-error"' in wrong
    assert _focused(earlier) == ["id_category"]


def _focused(page: str) -> list[str]:
    controls = re.findall(r"<(?:input|select|textarea)[^>]+>", page)
    return [name for control in controls if " autofocus" in control for name in re.findall(r'\bid="([^"]+)"', control)]
