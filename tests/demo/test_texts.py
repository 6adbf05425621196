"""The demo's texts: two companies that write differently, and nothing left open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.demo.content.texts import paragraphs
from kontor.demo.mailserver.place import prepare
from kontor.demo.organization import Built, build_organization
from kontor.demo.texts import TEXTS, write_texts
from kontor.texts.domain.choosing import choose_template
from kontor.texts.domain.placeholders import example_facts
from kontor.texts.domain.rendering import dress, render_body
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.support.scoping import in_scope


@pytest.fixture
def companies(database: None, settings: Any, tmp_path: Path) -> list[Built]:
    settings.VAR = str(tmp_path)
    built = build_organization(prepare())
    for company in built:
        write_texts(company)
    return built


def test_both_companies_answer_everything_in_both_languages_and_their_own_way(companies: list[Built]) -> None:
    answers = [
        _answer(company, name, kind, language)
        for company in companies
        for name in company.categories
        for kind in TemplateKind
        if kind != TemplateKind.INCLUDE
        for language in ("de", "en")
    ]

    assert [missing for _html, missing, _found in answers if missing] == []
    assert [found for _html, _missing, found in answers if found[0] != found[1]] == []
    nordlicht, alpina = (
        {html for html, _missing, _found in answers if mark in html} for mark in ("Speicherstraße", "Bergstraße")
    )
    assert nordlicht and alpina and not nordlicht & alpina
    assert all("prefers-color-scheme: dark" in html for html, _missing, _found in answers)


def _answer(company: Built, name: str, kind: str, language: str) -> tuple[str, tuple[str, ...], tuple[str, str]]:
    with in_scope(company.tenant):
        category = company.categories[name]
        choice = choose_template(category, kind, language=language, otherwise="de")
        assert choice, (name, kind)
        facts = example_facts(company.tenant, language, category=category)
        body = render_body(choice.template, language, facts)
        mail = dress(company.tenant, choice.template, language, body.html, facts)
    assert [picture.filename for picture in mail.pictures] == [TEXTS[company.plan.code].logo]
    return mail.html, (*body.missing, *mail.missing), (body.language, language)


def test_every_part_is_the_default_of_its_company(companies: list[Built]) -> None:
    for company in companies:
        with in_scope(company.tenant):
            rows = ReplyTemplate.objects.filter(kind=TemplateKind.INCLUDE, is_default=True)
            assert set(rows.values_list("part", flat=True)) == set(IncludePart.values) - {"", "snippet"}


def test_paragraphs_are_html() -> None:
    assert paragraphs("Ja & nein,\nhier\n\n- eins\n- zwei\n") == (
        "<p>Ja &amp; nein,<br>hier</p><ul><li>eins</li><li>zwei</li></ul>"
    )


def test_a_no_break_space_is_the_gap_for_the_answer() -> None:
    assert paragraphs("Moin\n\n\u00a0\n\nGruß\nAnna") == "<p>Moin</p><p></p><p>Gruß<br>Anna</p>"
