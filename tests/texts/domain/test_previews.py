from __future__ import annotations

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.placeholders import Facts, example_facts
from kontor.texts.domain.previews import as_seen, preview_of
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateContent
from tests.factories.texts import make_include, make_template
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant) -> object:
    with in_scope(nordlicht):
        yield


@pytest.fixture
def facts(nordlicht: Tenant) -> Facts:
    return example_facts(nordlicht, "de")


def _content(template: ReplyTemplate, html: str, *, subject: str = "", text: str = "") -> TemplateContent:
    return TemplateContent(
        tenant_id=template.tenant_id, template=template, language="de", html=html, subject=subject, text=text
    )


def test_what_is_typed_stands_in_the_tenants_letterhead(nordlicht: Tenant, facts: Facts) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Briefkopf Nord</p>")
    template = make_template(nordlicht, html="<p>Gespeichert</p>")

    seen = preview_of(
        template, _content(template, "<p>${customer.salutation}</p>", subject="Zu ${ticket.number}"), facts
    )

    assert seen.subject == "Zu 2647 109 358"
    assert "Briefkopf Nord" in seen.mail.html
    assert "Sehr geehrte Frau Kunde," in seen.mail.html
    assert "Gespeichert" not in seen.mail.html


def test_missing_values_are_named_and_marked(nordlicht: Tenant) -> None:
    template = make_template(nordlicht)

    seen = preview_of(template, _content(template, "<p>${customer.number}</p>"), Facts({}, "de"))

    assert seen.missing == ("customer.number",)
    assert '<mark data-missing="customer.number"' in seen.mail.html


@pytest.mark.parametrize("part", [IncludePart.LETTERHEAD, IncludePart.FOOTER, IncludePart.SIGNATURE])
def test_a_part_is_shown_as_it_is_typed_whether_saved_or_not(
    nordlicht: Tenant, facts: Facts, part: IncludePart
) -> None:
    make_include(nordlicht, part, "<p>Bisher</p>")
    other = make_include(nordlicht, part, "<p>Gespeichert</p>", default=False)

    seen = preview_of(other, _content(other, "<p>Getippt</p>"), facts)

    assert "Getippt" in seen.mail.html
    assert "Bisher" not in seen.mail.html
    assert "So steht ein Text von Ihnen zwischen Briefkopf und Fußzeile." in seen.mail.html


def test_layout_and_style_are_shown_as_they_are_typed(nordlicht: Tenant, facts: Facts) -> None:
    layout = make_include(nordlicht, IncludePart.LAYOUT, "<p>${content}</p>")
    style = make_include(nordlicht, IncludePart.STYLE, text="p { color: #111111 }")

    framed = preview_of(layout, _content(layout, "<h1>Rahmen</h1><div>${content}</div>"), facts).mail.html
    styled = preview_of(style, _content(style, "", text="p { color: #abcdef }"), facts).mail.html

    assert "Rahmen" in framed
    assert ("#abcdef" in styled, "#111111" in styled) == (True, False)


def test_a_snippet_is_the_text_of_the_mail(nordlicht: Tenant, facts: Facts) -> None:
    snippet = make_include(nordlicht, IncludePart.SNIPPET, "<p>Gespeichert</p>", internal_name="hinweis")

    seen = preview_of(snippet, _content(snippet, "<p>Hinweis an ${customer.name}</p>"), facts)

    assert "Hinweis an Käthe Kunde" in seen.mail.html


def test_own_plain_text_is_taken_and_otherwise_made(nordlicht: Tenant, facts: Facts) -> None:
    template = make_template(nordlicht, kind=TemplateKind.REPLY)

    own = preview_of(template, _content(template, "<p>Fett</p>", text="Eigener Text"), facts)
    made = preview_of(template, _content(template, "<p>Fett</p>"), facts)

    assert (own.text, made.text) == ("Eigener Text", "Fett")


def test_light_and_dark_are_decided_whatever_the_browser_prefers() -> None:
    document = (
        '<meta name="color-scheme" content="light dark"><style>@media (prefers-color-scheme: dark) '
        "{ p { color: #eee } }</style><body>${x}</body>"
    )

    dark, light = (as_seen(document, dark=dark, pictures={}) for dark in (True, False))

    assert ("@media (min-width: 0px)" in dark, 'content="dark"' in dark) == (True, True)
    assert ("@media (max-width: 0px)" in light, 'content="light"' in light) == (True, True)


def test_pictures_are_shown_from_their_address() -> None:
    html = '<img alt="a" src="cid:one@kontor"><img alt="b" src="cid:two@kontor">'

    seen = as_seen(html, dark=False, pictures={"one@kontor": "/supervisor/library/1/content/?show=1"})

    assert seen == '<img alt="a" src="/supervisor/library/1/content/?show=1"><img alt="b">'
