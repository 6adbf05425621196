from __future__ import annotations

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.includes import Includes
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.rendering import fill_html, fill_text, unresolved
from kontor.texts.enums import IncludePart
from tests.factories.texts import make_content, make_include
from tests.support.scoping import in_scope
from tests.support.statements import statements


def facts(**values: str) -> Facts:
    return Facts({name.replace("__", "."): value for name, value in values.items()}, "de")


@pytest.mark.parametrize(
    ("text", "filled", "missing"),
    [
        ("Frau ${customer.name}", "Frau Jana Petersen", ()),
        ("${customer.name|Kundin}", "Jana Petersen", ()),
        ("${customer.number|ohne Nummer}", "ohne Nummer", ()),
        ("${customer.number|}", "", ()),
        ("${customer.number}", "${customer.number}", ("customer.number",)),
        ("${customer.number} ${customer.number}", "${customer.number} ${customer.number}", ("customer.number",)),
        ("${nonsense} $5 {x} ${", "${nonsense} $5 {x} ${", ("nonsense",)),
    ],
)
def test_texts_are_filled(text: str, filled: str, missing: tuple[str, ...]):
    result = fill_text(text, facts(customer__name="Jana Petersen"))

    assert (result.content, result.missing) == (filled, missing)


@pytest.mark.parametrize(
    ("html", "filled"),
    [
        ("<p>${customer.name}</p>", "<p>&lt;b&gt;A &amp; B&lt;/b&gt;</p>"),
        ("<p>${customer.number|&lt;ohne&gt;}</p>", "<p>&lt;ohne&gt;</p>"),
        (
            "<p>${customer.number}</p>",
            '<p><mark data-missing="customer.number">${customer.number}</mark></p>',
        ),
        ('<p title="${customer.name}">x</p>', '<p title="&lt;b&gt;A &amp; B&lt;/b&gt;">x</p>'),
        ('<p class="${customer.name}">x</p>', "<p>x</p>"),
    ],
)
def test_html_is_filled_with_text(html: str, filled: str):
    assert fill_html(html, facts(customer__name="<b>A & B</b>")).content == filled


@pytest.mark.parametrize(
    ("address", "filled"),
    [
        (
            "https://nordlicht.example/konto?nr=${customer.number}",
            "https://nordlicht.example/konto?nr=A%26b%3D1%2F..%2F",
        ),
        ("https://nordlicht.example/${customer.number}/x", "https://nordlicht.example/A%26b%3D1%2F..%2F/x"),
        ("mailto:${customer.email}", "mailto:jana@post.example%3Fbcc%3Dx"),
        ("https://${customer.number}/", None),
        ("https://${customer.number}.example/", None),
        ("https://nordlicht.example${customer.number}", None),
        ("${customer.number}", None),
        ("java${customer.number}script:alert(1)", None),
    ],
)
def test_a_value_in_a_link_changes_only_its_place(address: str, filled: str | None):
    given = facts(customer__number="A&b=1/../", customer__email="jana@post.example?bcc=x")

    content = fill_html(f'<a href="{address}">Konto</a>', given).content

    assert content == (f'<a href="{filled}">Konto</a>' if filled else "<a>Konto</a>")


def test_what_is_missing_in_a_link_is_said_and_found_again():
    filled = fill_html('<a href="https://nordlicht.example/?n=${customer.number}">Konto</a>', facts())

    assert (filled.missing, unresolved(filled.content)) == (("customer.number",), ["customer.number"])


def test_values_of_several_lines_keep_them():
    filled = fill_html("<p>${agent.signature}</p>", facts(agent__signature="Anna\nNordlicht"))

    assert filled.content == "<p>Anna<br>\nNordlicht</p>"


def test_filling_is_done_once():
    given = facts(customer__name="${agent.email}", agent__email="anna@kontor.example")

    assert fill_text("${customer.name}", given).content == "${agent.email}"
    assert fill_html("<p>${customer.name}</p>", given).content == "<p>${agent.email}</p>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Alles gesagt, 5 ${", []),
        ("${customer.name} und ${ Customer.Name }", ["customer.name", " Customer.Name "]),
        ("<p>&#36;{customer.name|Kundin}</p>", ["customer.name"]),
    ],
)
def test_unresolved_placeholders_are_named(text: str, names: list[str]):
    assert unresolved(text) == names


@pytest.fixture
def included(nordlicht: Tenant) -> Facts:
    return Facts({"customer.name": "Jana"}, "de", Includes(nordlicht.pk, "de", "de"))


def test_an_include_is_filled_and_replaces_its_paragraph(nordlicht: Tenant, included: Facts):
    make_include(nordlicht, IncludePart.SNIPPET, "<p>Für ${customer.name}.</p>", internal_name="fristen")
    make_include(nordlicht, IncludePart.SNIPPET, "montags", internal_name="tage")

    with in_scope(nordlicht):
        filled = fill_html("<p>${include.fristen}</p><p>Wir sind ${include.tage} da.</p>", included)

    assert filled.content == "<p>Für Jana.</p><p>Wir sind montags da.</p>"


def test_an_include_in_a_text_is_its_plain_text(nordlicht: Tenant, included: Facts):
    make_include(nordlicht, IncludePart.SNIPPET, "<p>Für <b>${customer.name}</b></p>", internal_name="fristen")

    with in_scope(nordlicht):
        assert fill_text("Hinweis: ${include.fristen}", included).content == "Hinweis: Für Jana"


def test_includes_are_nested_and_read_by_level(nordlicht: Tenant, included: Facts):
    make_include(nordlicht, IncludePart.SNIPPET, "${include.innen}", internal_name="aussen")
    make_include(nordlicht, IncludePart.SNIPPET, "<b>${customer.name}</b>", internal_name="innen")

    with in_scope(nordlicht), statements() as sent:
        content = fill_html("<p>${include.aussen} ${include.aussen}</p>", included).content

    assert content == "<p><b>Jana</b> <b>Jana</b></p>"
    assert len([each for each in sent if "texts_templatecontent" in each]) == 2


def test_an_include_that_includes_itself_is_missing(nordlicht: Tenant, included: Facts):
    make_include(nordlicht, IncludePart.SNIPPET, "a ${include.eins}", internal_name="eins")

    with in_scope(nordlicht):
        assert fill_text("${include.eins}", included).missing == ("include.eins",)


def test_includes_that_multiply_end(nordlicht: Tenant, included: Facts):
    for number in range(7):
        make_include(nordlicht, IncludePart.SNIPPET, f"${{include.n{number + 1}}}" * 30, internal_name=f"n{number}")
    make_include(nordlicht, IncludePart.SNIPPET, "Ende", internal_name="n7")

    with in_scope(nordlicht):
        filled = fill_text("${include.n0}", included)

    assert filled.missing
    assert len(filled.content) < 1_000_000


def test_an_include_speaks_the_language_of_the_mail(nordlicht: Tenant):
    terms = make_include(nordlicht, IncludePart.SNIPPET, "Fristen", internal_name="fristen")
    make_content(terms, "en", html="Terms")

    with in_scope(nordlicht):
        spoken = [
            fill_text("${include.fristen}", Facts({}, language, Includes(nordlicht.pk, language, "de"))).content
            for language in ("de", "en", "en-GB", "fr")
        ]

    assert spoken == ["Fristen", "Terms", "Terms", "Fristen"]


def test_the_include_of_another_tenant_is_missing(nordlicht: Tenant, alpina: Tenant, included: Facts):
    make_include(alpina, IncludePart.SNIPPET, "Geheimnis der Alpina", internal_name="fristen")

    with in_scope(nordlicht, alpina):
        assert fill_text("${include.fristen}", included).missing == ("include.fristen",)


def test_a_deleted_include_is_missing(nordlicht: Tenant, included: Facts):
    make_include(nordlicht, IncludePart.SNIPPET, "alt", internal_name="fristen", deleted_at="2026-01-01T00:00:00Z")

    with in_scope(nordlicht):
        assert fill_text("${include.fristen}", included).missing == ("include.fristen",)
