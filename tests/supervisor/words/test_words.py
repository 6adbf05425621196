from __future__ import annotations

from collections.abc import Callable

from kontor.people.models import User
from kontor.spelling import engine
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from tests.factories.spelling import make_word
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/words/"


def _states() -> dict[str, str]:
    with everywhere():
        return dict(Word.objects.order_by("word").values_list("word", "state"))


def test_the_list_shows_own_tenants_words_and_how_many_proposals_wait(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_word(nordlicht, "Wattuhr")
    make_word(nordlicht, "Wattfuchs", state=WordState.PROPOSED, proposed_by=anna)
    make_word(alpina, "Gletscherpolice", state=WordState.PROPOSED)

    page = client_for(sven, nordlicht).get(LIST).content.decode()
    waiting = client_for(sven, nordlicht).get(f"{LIST}?filter-state=proposed").content.decode()

    assert "1 proposal of agents waits for a decision." in page
    assert [word in page for word in ("Wattuhr", "Wattfuchs", "Anna Arndt", "Gletscherpolice")] == [True] * 3 + [False]
    assert ("Wattfuchs" in waiting, "Wattuhr" in waiting) == (True, False)


def test_a_missing_dictionary_is_said_with_the_command(
    client_for: ClientFor, sven: User, nordlicht: Tenant, monkeypatch: object
) -> None:
    monkeypatch.setattr(engine, "missing", lambda: ["de", "en"])  # type: ignore[attr-defined]

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "The spelling is not checked in: de, en." in page
    assert f"<code>{engine.INSTALL}</code>" in page


def test_words_are_added_by_lines(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200

    values = {"tenant": nordlicht.pk, "language": "de", "words": "Wattuhr\r\nWattfuchs\r\nzwei Wörter"}
    page = browser.post(f"{LIST}new/", values, follow=True).content.decode()

    assert _states() == {"Wattfuchs": "accepted", "Wattuhr": "accepted"}
    assert "2 words are added." in page
    assert "left out: zwei Wörter" in page


def test_without_a_word_nothing_is_added(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    page = client_for(sven, nordlicht).post(f"{LIST}new/", {"tenant": nordlicht.pk, "words": ""}).content.decode()

    assert "Enter at least one word." in page


def test_words_of_another_tenant_are_not_added(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    client_for(sven, nordlicht).post(f"{LIST}new/", {"tenant": alpina.pk, "words": "Wattuhr"})

    assert _states() == {}


def test_proposals_are_accepted_refused_and_deleted(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    rows = [make_word(nordlicht, word, state=WordState.PROPOSED) for word in ("Eins", "Zwei", "Drei")]
    browser = client_for(sven, nordlicht)
    for verb, row in zip(("accept", "refuse", "delete"), rows, strict=True):
        browser.post(f"{LIST}{verb}/", {"selected": [row.pk]})

    assert _states() == {"Eins": "accepted", "Zwei": "refused"}


def test_nobody_decides_on_another_tenants_words(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    row = make_word(alpina, "Gletscherpolice", state=WordState.PROPOSED)
    client_for(sven, nordlicht).post(f"{LIST}accept/", {"selected": [row.pk]})

    assert _states() == {"Gletscherpolice": "proposed"}


def test_agents_do_not_see_the_list(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_the_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    make_word(nordlicht)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_word(nordlicht)
    make_word(nordlicht)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)
