from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("site")
ENTERED = {"name": "Weserstift neu", "code": "WS", "kind": "en", "version": "1", "channels": ["mail"]}


def test_each_tab_is_a_page(visitor: Client) -> None:
    page = visitor.get("/edit/8/general/").content.decode()

    assert 'href="/edit/8/general/" aria-current="page"' in page
    assert 'href="/edit/8/settings/"' in page


def test_a_tab_that_is_not_visible_is_not_found(visitor: Client) -> None:
    assert visitor.get("/edit/1/history/").status_code == 200
    assert visitor.get("/edit/3/history/").status_code == 404


def test_saving_says_so_and_shows_the_tab_again(visitor: Client) -> None:
    answer = visitor.post("/edit/8/general/", ENTERED, follow=True)

    assert answer.redirect_chain == [("/edit/8/general/", 302)]
    assert "Allgemein: saved." in answer.content.decode()


def test_an_error_keeps_what_was_entered(visitor: Client) -> None:
    answer = visitor.post("/edit/8/general/", {**ENTERED, "name": "x" * 60})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "x" * 60 in page
    assert 'aria-describedby="id_name-help id_name-error"' in page
    assert 'id="id_name-error"' in page


def test_a_conflict_shows_both_values_and_keeps_the_entry(visitor: Client) -> None:
    answer = visitor.post("/edit/8/general/", {**ENTERED, "version": "0"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody else saved this while you were editing. Nothing of yours is lost." in page
    assert "<td>Weserstift</td><td>Weserstift neu</td>" in page
    assert "<td>Deutsch</td><td>Englisch</td>" in page
    assert 'name="version" value="1"' in page


def test_an_inherited_value_says_where_it_comes_from(visitor: Client) -> None:
    page = visitor.get("/edit/8/settings/").content.decode()

    assert "Without a value of its own <strong>24 Stunden</strong> would hold, from System." in page
    assert "Nein, inherited from System" in page
    assert 'name="copy-own" value="1" data-behaviour="own-value" aria-label' in page
