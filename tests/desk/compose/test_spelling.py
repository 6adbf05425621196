"""The spell check of the editor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.spelling.models import Word
from kontor.spelling.preferences import LANGUAGES, SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.spelling import make_word
from tests.factories.tickets import make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.client import HtmxBrowser
from tests.support.scoping import everywhere, in_scope

pytestmark = needs_dictionaries
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


@pytest.fixture
def window(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> HtmxBrowser:
    browser = htmx_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    return browser


def post(browser: HtmxBrowser, name: str, ticket: Ticket, **data: object) -> HttpResponse:
    return browser.post(reverse(f"desk:compose:{name}", args=[ticket.number]), data)


def wrong(browser: HtmxBrowser, ticket: Ticket, *paragraphs: str) -> list[str]:
    found = post(browser, "spelling", ticket, paragraph=list(paragraphs)).json()["words"]  # type: ignore[attr-defined]
    return [word["word"] for word in found]


def test_wrong_words_come_with_their_places(window: HtmxBrowser, mine: Ticket) -> None:
    answer = post(window, "spelling", mine, paragraph=["Guten Tag Käthe,", "Ihre Rechnugn liegt vor."])

    place = {"paragraph": 1, "start": 5, "end": 13, "word": "Rechnugn", "language": "de"}
    assert answer.json() == {"words": [place]}  # type: ignore[attr-defined]


def test_the_tenant_decides_whether_and_which_languages(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, alpina: Tenant
) -> None:
    english = "Thank you for your message, we have checked your invioce and will come back to you soon."
    both = wrong(window, mine, "Rechnugn", english)
    prefer(nordlicht, LANGUAGES, ["de"])
    german = wrong(window, mine, "Rechnugn", english)
    prefer(nordlicht, SPELL_CHECK, False)

    assert (both, german, wrong(window, mine, "Rechnugn")) == (["Rechnugn", "invioce"], ["Rechnugn"], [])


def test_words_of_the_list_are_right_at_their_tenant_only(
    window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_word(nordlicht, "Wattuhrli")
    make_word(alpina, "Gletscherpolix")

    assert wrong(window, mine, "Wattuhrli Gletscherpolix") == ["Gletscherpolix"]


def test_suggestions_come_when_they_are_asked_for(window: HtmxBrowser, mine: Ticket) -> None:
    answer = post(window, "suggest-spelling", mine, word="Rechnugn", language="de")

    assert "Rechnung" in answer.json()["suggestions"]  # type: ignore[attr-defined]


def test_an_ignored_word_is_right_in_this_answer(window: HtmxBrowser, mine: Ticket) -> None:
    post(window, "ignore-word", mine, word="Rechnugn")

    assert wrong(window, mine, "Rechnugn", "Rechnunng") == ["Rechnunng"]


def test_a_proposed_word_waits_in_the_list(window: HtmxBrowser, mine: Ticket, anna: User) -> None:
    answer = post(window, "propose-word", mine, word="Wattuhrli", language="de")
    again = post(window, "propose-word", mine, word="Wattuhrli", language="de")

    with everywhere():
        row = Word.objects.get()
    assert (row.word, row.language, row.state, row.proposed_by_id) == ("Wattuhrli", "de", "proposed", anna.pk)
    assert answer.json()["sentence"].startswith("“Wattuhrli” is proposed.")  # type: ignore[attr-defined]
    assert (again.status_code, wrong(window, mine, "Wattuhrli")) == (409, [])


def test_without_the_right_nothing_is_proposed(window: HtmxBrowser, mine: Ticket, agent_role: Role) -> None:
    with everywhere():
        agent_role.permissions = [name for name in agent_role.permissions if name != "words.propose"]
        agent_role.save()

    assert post(window, "propose-word", mine, word="Wattuhrli", language="de").status_code == 403


def test_the_editor_offers_the_check_as_the_tenant_says(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    url = reverse("desk:ticket:show", args=[mine.number])
    on = window.get(url).content.decode()
    prefer(nordlicht, SPELL_CHECK, False)
    off = window.get(url).content.decode()

    assert ('id="editor-spelling"' in on, 'id="editor-spelling"' in off) == (True, False)


def test_there_is_no_check_without_a_draft(htmx_for: HtmxFor, anna: User, mine: Ticket, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)

    assert post(browser, "spelling", mine, paragraph=["x"]).status_code == 404
    with in_scope(nordlicht):
        assert Draft.objects.count() == 0
