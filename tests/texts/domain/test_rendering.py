from __future__ import annotations

import re

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.includes import Includes
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.rendering import Dressed, dress, render_body
from kontor.texts.enums import FilePurpose, IncludePart
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_content, make_include, make_library_file, make_template
from tests.support.scoping import in_scope
from tests.support.statements import statements


def facts_in(tenant: Tenant, language: str = "de", **values: str) -> Facts:
    values = {"agent.name": "Anna", "signature": "Gruß\nAnna"} | values
    return Facts(values, language, Includes(tenant.pk, language, "de"))


def dressed(tenant: Tenant, body: str = "<p>Danke.</p>", template: ReplyTemplate | None = None, **more: str) -> Dressed:
    with in_scope(tenant):
        return dress(tenant, template, "de", body, facts_in(tenant), **more)


def test_a_template_becomes_a_body(nordlicht: Tenant):
    template = make_template(
        nordlicht, subject="Zu ${ticket.subject}", html="<p>Hallo ${customer.name}</p><p>${signature}</p>"
    )

    with in_scope(nordlicht):
        body = render_body(template, "de", facts_in(nordlicht, **{"ticket.subject": "a\r\nBcc: b"}))

    assert body.subject == "Zu a Bcc: b"
    assert body.html == ('<p>Hallo <mark data-missing="customer.name">${customer.name}</mark></p><p>Gruß<br>\nAnna</p>')
    assert body.text == "Hallo ${customer.name}\n\nGruß\nAnna"
    assert (body.missing, body.language, body.version) == (("customer.name",), "de", 1)


def test_a_body_has_its_own_plain_text(nordlicht: Tenant):
    template = make_template(nordlicht, html="<p>Rich</p>", text="Plain ${agent.name}")

    with in_scope(nordlicht):
        assert render_body(template, "de", facts_in(nordlicht)).text == "Plain Anna"


def test_a_body_falls_back_to_the_language_there_is(nordlicht: Tenant):
    template = make_template(nordlicht, html="<p>Deutsch</p>")
    make_content(template, "en", html="<p>English</p>")

    with in_scope(nordlicht):
        spoken = [render_body(template, each, facts_in(nordlicht, each)).language for each in ("en", "de", "fr")]

    assert spoken == ["en", "de", "de"]


def test_a_mail_without_any_part_is_plain_and_whole(nordlicht: Tenant):
    mail = dressed(nordlicht, "<h1>Ja</h1><ul><li>eins</li></ul>")

    assert mail.html.startswith('<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">')
    assert '<meta name="color-scheme" content="light dark">' in mail.html
    assert mail.text == "Ja\n\n- eins"
    assert (mail.pictures, mail.missing) == ((), ())
    assert not re.search(r'style="[^"]*(?<!-)color:', mail.html)


def test_a_mail_stands_between_letterhead_and_footer(nordlicht: Tenant):
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf ${agent.name}</p>")
    make_include(nordlicht, IncludePart.FOOTER, "<p>Fuß</p>", text="Fuß als Text")

    mail = dressed(nordlicht)

    assert mail.text == "Kopf Anna\n\nDanke.\n\nFuß als Text"
    assert [mail.html.index(each) for each in ("Kopf Anna", "Danke.", "Fuß")] == sorted(
        mail.html.index(each) for each in ("Kopf Anna", "Danke.", "Fuß")
    )


def test_one_change_of_the_letterhead_changes_every_mail(nordlicht: Tenant):
    head = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>alt</p>")
    first, second = make_template(nordlicht), make_template(nordlicht)

    with in_scope(nordlicht):
        head.contents.update(html="<p>neu</p>")

    assert ["neu" in dressed(nordlicht, template=each).html for each in (first, second)] == [True, True]


def test_a_template_has_its_own_parts(nordlicht: Tenant):
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Haus</p>")
    own = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Messe</p>", default=False)

    assert dressed(nordlicht, template=make_template(nordlicht, letterhead=own)).text == "Messe\n\nDanke."
    assert dressed(nordlicht, template=make_template(nordlicht)).text == "Haus\n\nDanke."


def test_a_layout_places_everything(nordlicht: Tenant):
    make_include(
        nordlicht,
        IncludePart.LAYOUT,
        '<table role="presentation"><tr><td>${letterhead}</td></tr><tr><td class="c">${content}</td></tr></table>'
        "<p>Nr. ${ticket.number}</p>",
    )
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf</p>")

    mail = dressed(nordlicht)

    assert '<td class="c"><p' in mail.html
    assert mail.missing == ("ticket.number",)
    assert mail.text == "Kopf\n\nDanke.\n\nNr. ${ticket.number}"


def test_the_style_is_written_into_the_elements(nordlicht: Tenant):
    make_include(
        nordlicht,
        IncludePart.STYLE,
        text="p { color: #114; background: url(https://evil.example/t.gif); } @import url(file:///etc/passwd);"
        "@media (prefers-color-scheme: dark) { p { color: #eef !important; position: fixed } }"
        "@font-face { font-family: x; src: url(https://evil.example/f) }",
    )

    mail = dressed(nordlicht)

    assert re.search(r'<p style="[^"]*color: ?#114', mail.html)
    assert "<style>@media (prefers-color-scheme: dark) { p { color: #eef !important } }</style>" in mail.html
    assert "evil" not in mail.html and "passwd" not in mail.html and "position" not in mail.html


def test_pictures_of_the_library_travel_inside(nordlicht: Tenant, alpina: Tenant):
    logo = make_library_file(
        nordlicht, filename="logo.png", content=b"logo", content_type="image/png", purpose=FilePurpose.PICTURE
    )
    stranger = make_library_file(
        alpina, filename="a.png", content=b"a", content_type="image/png", purpose=FilePurpose.PICTURE
    )
    make_include(nordlicht, IncludePart.LETTERHEAD, f'<img src="picture:{logo.pk}" alt="Nordlicht">')

    with in_scope(nordlicht, alpina):
        mail = dress(
            nordlicht,
            None,
            "de",
            f'<p><img src="picture:{stranger.pk}" alt="fremd"><img src="cid:own@x"><img src="https://evil.example/t">'
            f'<img src="picture:99999999999999999999"></p>',
            facts_in(nordlicht),
        )

    assert [(each.file_id, each.content_id, each.filename) for each in mail.pictures] == [
        (logo.pk, f"picture-{logo.pk}@kontor", "logo.png")
    ]
    assert re.findall(r'src="([^"]*)"', mail.html) == [f"cid:picture-{logo.pk}@kontor", "cid:own@x"]


def test_what_was_written_is_not_filled_in_again(nordlicht: Tenant):
    mail = dressed(nordlicht, "<p>${agent.name}</p>")

    assert mail.text == "${agent.name}"


def test_the_quote_stands_below_everything_without_our_style(nordlicht: Tenant):
    make_include(nordlicht, IncludePart.FOOTER, "<p>Fuß</p>")
    make_include(nordlicht, IncludePart.STYLE, text="p { color: #114 }")

    mail = dressed(
        nordlicht, quote_html='<blockquote class="mail" type="cite"><p>Ihre Frage</p></blockquote><script>x</script>'
    )

    assert mail.text == "Danke.\n\nFuß\n\n> Ihre Frage"
    quote = mail.html[mail.html.index("<blockquote") :]
    assert "<p>Ihre Frage</p></blockquote>" in quote
    assert "script" not in mail.html and "class" not in quote


def test_parts_of_another_tenant_never_dress(nordlicht: Tenant, alpina: Tenant):
    make_include(alpina, IncludePart.LETTERHEAD, "<p>Alpina</p>")

    with in_scope(nordlicht, alpina):
        mail = dress(nordlicht, None, "de", "<p>Danke.</p>", facts_in(nordlicht))
        with pytest.raises(ValueError):
            dress(nordlicht, None, "de", "<p>Danke.</p>", facts_in(alpina))

    assert "Alpina" not in mail.html


def test_dressing_takes_one_statement_a_request(nordlicht: Tenant):
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kopf</p>")
    make_include(nordlicht, IncludePart.SIGNATURE, "<p>Gruß</p>")
    template = make_template(nordlicht, html="<p>x</p><p>${signature}</p>")

    with in_scope(nordlicht):
        facts = facts_in(nordlicht)
        contents = ReplyTemplate.objects.prefetch_related("contents").get(pk=template.pk)
        with statements() as sent:
            body = render_body(contents, "de", facts)
            dress(nordlicht, contents, "de", body.html, facts)

    assert body.html == "<p>x</p><p>Gruß</p>"
    assert len(sent) == 1
