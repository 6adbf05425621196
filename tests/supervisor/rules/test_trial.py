from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import Condition, text_has
from kontor.routing.domain.versions import active_version
from kontor.routing.enums import Part
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction
from kontor.tickets.models import Message, Ticket
from tests.factories.customers import make_customer
from tests.factories.routing import make_rule
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
TEST = "/supervisor/rules/test/"


@pytest.fixture
def ask(htmx_for: Callable[..., HtmxBrowser], sven: User, nordlicht: Tenant, nordlicht_account: MailAccount):  # type: ignore[no-untyped-def]
    browser = htmx_for(sven, nordlicht)

    def post(**entered: object) -> str:
        return browser.post(TEST, {"account": nordlicht_account.pk, **entered}).content.decode()

    return post


def test_all_rules_say_what_they_think(ask: Callable[..., str], billing: Category, moving: Category) -> None:
    make_rule(moving, "Umzug", name="Umzüge")
    make_rule(billing, "Rechnung", name="Rechnungen")
    make_rule(moving, text=["Rechnung"], name="Auch")
    make_rule(moving, conditions=[text_has("falsch", points=2)], threshold=2, name="Punkte")

    page = ask(subject="Rechnung 7", text="Die Rechnung").partition("trial__result")[2]

    assert "<strong>Abrechnung</strong>" in page
    assert page.count('data-fits="yes"') == 1
    names = re.findall(r'class="rule__name"[^>]*>(\w+)', page)
    assert names == ["Umzüge", "Rechnungen", "Auch", "Punkte"]
    assert "None of the words is in the subject." in page
    assert "would match too" in page
    assert "0 of 2 points" in page


def test_draft_and_earlier_versions(
    ask: Callable[..., str], nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_rule(billing, "Rechnung")
    with in_scope(nordlicht):
        first = active_version(nordlicht.pk)
    assert first is not None
    make_rule(moving, "Umzug")
    make_rule(moving, "Kartons", in_force=False)

    def category(subject: str, rules: str = "") -> bool:
        return "<strong>Umzug</strong>" in ask(subject=subject, rules=rules)

    assert [category("Umzug"), category("Umzug", "draft"), category("Umzug", f"version-{first.pk}")] == [
        True,
        True,
        False,
    ]
    assert [category("Kartons"), category("Kartons", "draft")] == [False, True]


def test_another_tenants_version_is_not_offered(ask: Callable[..., str], alpina: Tenant, claims: Category) -> None:
    make_rule(claims, "Schaden", name="Schäden")
    with in_scope(alpina):
        theirs = active_version(alpina.pk)
    assert theirs is not None

    page = ask(subject="Schaden", rules=f"version-{theirs.pk}")

    assert "Schäden" not in page
    assert "What was chosen is not there any more." in page


def test_whole_mail(ask: Callable[..., str], billing: Category) -> None:
    make_rule(billing, conditions=[Condition(Part.HEADER, ("hoch",), name="x-priority")])
    raw = "X-Priority: hoch\r\nFrom: a@post.example\r\nSubject: Hallo\r\n\r\nGuten Tag"

    assert "<strong>Abrechnung</strong>" in ask(raw=raw)
    assert "<strong>Abrechnung</strong>" not in ask(raw=raw.replace("hoch", "normal"))


def test_language_is_recognised(ask: Callable[..., str], billing: Category) -> None:
    make_rule(billing, conditions=[Condition(Part.LANGUAGE, ("de",))])

    text = "Guten Tag, ich habe leider noch keine Rechnung von Ihnen erhalten."
    assert "<strong>Abrechnung</strong>" in ask(text=text)
    assert "<strong>Abrechnung</strong>" not in ask(text=text, language="en")


def test_known_customer(ask: Callable[..., str], nordlicht: Tenant, billing: Category) -> None:
    make_rule(billing, conditions=[Condition(Part.KNOWN_CUSTOMER)])
    make_customer(nordlicht, "Käthe", email="kaethe@post.example")

    assert "<strong>Abrechnung</strong>" in ask(sender="Kaethe@post.example")
    assert "<strong>Abrechnung</strong>" not in ask(sender="neu@post.example")


def test_a_ticket(
    ask: Callable[..., str], sven: User, billing: Category, moving: Category, alpina_ticket: Ticket
) -> None:
    make_rule(moving, "Umzug")
    ticket, empty = make_ticket(billing, subject="Mein Umzug"), make_ticket(billing)
    with in_scope(billing.tenant_id):
        Message.objects.filter(ticket=empty).update(direction=Direction.OUT)

    assert "<strong>Umzug</strong>" in ask(ticket=ticket.number)
    assert "There is no ticket of this number that you may read." in ask(ticket=alpina_ticket.number)
    assert "There is no ticket of this number that you may read." in ask(ticket="12")
    assert "No mail has opened this ticket." in ask(ticket=empty.number)
