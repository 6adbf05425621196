"""From the draft to what leaves: layout, quote, pictures, files; formatted or plain."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kontor.answers.domain.attached import carried
from kontor.answers.domain.draft_files import (
    add_picture,
    attach_files_of_template,
    attach_library_file,
    offered_library_files,
)
from kontor.answers.domain.drafts import DraftValues, attach_file, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.answers.domain.writing import quote_of, write
from kontor.answers.models import Draft
from kontor.answers.preferences import MOST_ATTACHED
from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose, IncludePart
from kontor.texts.models import TemplateFile
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Attachment, Message, Ticket
from tests.factories.texts import make_include, make_library_file, make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n and what else"
LETTERHEAD = "<p><strong>Nordlicht Energie</strong></p>"
FOOTER = "<p>Nordlicht Energie GmbH, Kiel</p>"


def rich(draft: Draft, html: str, by: User, **values: object) -> Draft:
    """The draft saved by the editor with this HTML."""
    known = DraftValues(to=draft.to, cc=[], bcc=[], subject=draft.subject, text="", html=html, rich=True)
    return save_draft(draft, replace(known, **values), version=draft.version, by=by)  # type: ignore[arg-type]


def body_of(html: str) -> str:
    return html[html.index("<body>") :]


def test_a_formatted_answer_leaves_in_the_tenants_layout_as_html_and_text(
    draft: Draft, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, LETTERHEAD)
    make_include(nordlicht, IncludePart.FOOTER, FOOTER)
    make_include(alpina, IncludePart.FOOTER, "<p>Alpina</p>")
    with in_scope(nordlicht):
        draft = rich(draft, "<p>Das ist <strong>wichtig</strong>.</p><ul><li>eins</li></ul>", anna)
        draft.quoted = None
        written = write(draft)

    words = re.sub(r"<[^>]+>", "|", body_of(written.html))
    places = [words.index(each) for each in ("Nordlicht Energie|", "Das ist ", "wichtig", "eins", "GmbH, Kiel")]
    assert places == sorted(places)
    assert "<strong" in written.html
    assert written.text == "Nordlicht Energie\n\nDas ist wichtig.\n\n- eins\n\nNordlicht Energie GmbH, Kiel"
    assert "Alpina" not in written.html + written.text


def test_the_server_makes_the_text_from_what_is_formatted(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        saved = rich(draft, "<p>Gern.</p><script>x()</script>", anna, text="Etwas ganz anderes")

    assert (saved.html, saved.text, saved.rich) == ("<p>Gern.</p>", "Gern.", True)


def test_a_plain_answer_has_no_html_and_keeps_every_blank(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    make_include(nordlicht, IncludePart.FOOTER, FOOTER)
    with in_scope(nordlicht):
        values = DraftValues(to=draft.to, cc=[], bcc=[], subject="x", text="Zähler   4711\n\n\n\n<b>\n  unten")
        draft = save_draft(draft, values, version=draft.version, by=anna)
        draft.quoted = None
        written = write(draft)

    assert written.html == ""
    assert written.text == "Zähler   4711\n\n\n\n<b>\n  unten\n\nNordlicht Energie GmbH, Kiel"


def test_the_quote_names_who_wrote_and_shows_no_picture(draft: Draft, mine: Ticket, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        asked = Message.objects.get(ticket=mine)
        asked.from_name, asked.html = (
            "Käthe <b>",
            (
                '<p onclick="x()">Guten <b>Tag</b></p><img src="https://evil.example/1.png" alt="Logo">'
                '<img src="cid:picture-1@kontor"><img src="picture:1"><img src="data:image/png;base64,AAAA">'
                "${agent.email}"
            ),
        )
        quote = quote_of(asked, mine, language="de")

    assert re.fullmatch(
        r'<div><p>Am .+ um \d\d:\d\d schrieb Käthe &lt;b&gt;:</p><blockquote type="cite"><p>Guten <b>Tag</b></p>'
        r"Logo\$\{agent.email\}</blockquote></div>",
        quote,
    )


def test_a_quoted_placeholder_stays_what_the_customer_wrote(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        draft = rich(draft, "<p>Gern.</p>", anna)
        assert draft.quoted is not None
        draft.quoted.text = "Wer ist ${agent.email}?"
        written = write(draft)

    assert "Wer ist ${agent.email}?" in written.html
    assert written.text.endswith("> Wer ist ${agent.email}?")


@pytest.mark.parametrize("kind", [MessageKind.INQUIRY, MessageKind.INQUIRY_ANSWER, MessageKind.FORWARD])
def test_what_stays_in_the_house_is_not_quoted(draft: Draft, mine: Ticket, kind: MessageKind) -> None:
    with in_scope(mine.tenant_id):
        internal = Message.objects.get(ticket=mine)
        internal.kind = kind
        with refused("The quoted message is not part of this conversation. Remove the quote."):
            quote_of(internal, mine, language="de")


def test_another_tickets_message_is_not_quoted(mine: Ticket, ticket: Ticket) -> None:
    with in_scope(mine.tenant_id):
        other = Message.objects.get(ticket=mine)
        with refused("The quoted message is not part of this conversation. Remove the quote."):
            quote_of(other, ticket, language="de")


def test_pictures_travel_while_the_text_shows_them(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        shown, taken_out = (add_picture(draft, filename=name, content=PNG, by=anna) for name in ("a.png", "b.png"))
        attach_file(draft, filename="c.txt", content_type="text/plain", content=b"12345", by=anna)
        lost = '<img src="cid:0011@kontor" alt="verloren">'
        draft = rich(draft, f'<p>Hier: <img src="cid:{shown.content_id}" alt="a"> {lost}</p>', anna)
        assert carried(draft) == len(PNG) + 5
        message = send_answer(draft, by=anna)
        assert isinstance(message, Message)
        files = list(Attachment.objects.filter(message=message).values_list("filename", "inline", "content_id"))

    assert files == [("a.png", True, shown.content_id), ("c.txt", False, "")]
    assert message.html.count("<img") == 1
    assert f'src="cid:{shown.content_id}"' in message.html
    assert taken_out.content_id not in message.html
    assert "verloren" in message.html


@pytest.mark.parametrize("alt", ["", ' alt=""', ' alt=" "'])
def test_a_picture_alone_is_an_answer_and_the_plain_text_names_its_file(
    draft: Draft, alt: str, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        shown = add_picture(draft, filename='Zähler "A".png', content=PNG, by=anna)
        draft = rich(draft, f'<p><img src="cid:{shown.content_id}"{alt}></p>', anna)
        draft.quoted = None
        draft.save()
        message = send_answer(draft, by=anna)
        assert isinstance(message, Message)

    assert message.text == 'Zähler "A".png'
    assert message.html.count("<img") == message.html.count("alt=") == 1
    assert f'<img alt="Zähler &quot;A&quot;.png" src="cid:{shown.content_id}"' in message.html


def test_a_picture_that_has_words_keeps_them(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        shown = add_picture(draft, filename="a.png", content=PNG, by=anna)
        draft = rich(draft, f'<p>Hier: <img src="cid:{shown.content_id}" alt="Ihr Zähler"></p>', anna)
        draft.quoted = None

        assert write(draft).text == "Hier: Ihr Zähler"


def test_a_picture_that_would_not_travel_is_no_answer(
    draft: Draft, anna: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        empty = rich(draft, '<p><img src="cid:0011@kontor"></p>', anna)
        with refused("The answer is empty."):
            send_answer(empty, by=anna)
        shown = add_picture(empty, filename="a.png", content=PNG, by=anna)
        for_plain = rich(empty, f'<p><img src="cid:{shown.content_id}"></p>', anna)
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(plain_text=True)
        with refused("The answer is empty."):
            send_answer(for_plain, by=anna)


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF", b"%PDF-1.4", b""])
def test_what_is_no_picture_is_refused(draft: Draft, anna: User, content: bytes) -> None:
    with in_scope(draft.tenant_id), refused("“x.png” is not a picture that mail programs show. Attach it as a file."):
        add_picture(draft, filename="x.png", content=content, by=anna)


def test_pictures_count_for_the_limit(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {MOST_ATTACHED.key: 1}
        nordlicht.save()
        draft = Draft.objects.get(pk=draft.pk)
        name = add_picture(draft, filename="a.png", content=PNG + bytes(700_000), by=anna).content_id
        draft = rich(draft, f'<p>x <img src="cid:{name}"></p>', anna)
        with refused(
            "The files would have 2 MB together; an answer may carry 1 MB. "
            "Take a file off, or send the rest with another answer."
        ):
            attach_file(draft, filename="b.txt", content_type="text/plain", content=bytes(700_000), by=anna)
        draft = rich(draft, "<p>ohne</p>", anna)
        attach_file(draft, filename="b.txt", content_type="text/plain", content=bytes(700_000), by=anna)
        assert draft.files.filter(inline=False).count() == 1


def test_files_of_the_library_are_found_by_words_and_attached_once(
    draft: Draft, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    terms = make_library_file(nordlicht, "Allgemeine Bedingungen", filename="agb.pdf")
    make_library_file(nordlicht, "Anleitung")
    make_library_file(nordlicht, "Bedingtes Logo", purpose=FilePurpose.PICTURE)
    make_library_file(alpina, "Bedingungen")
    with in_scope(nordlicht, alpina):
        assert list(offered_library_files(nordlicht.pk, "beding allg")) == [terms]
        assert list(offered_library_files(nordlicht.pk, "AGB.pdf")) == [terms]
        attach_library_file(draft, terms, by=anna)
        attach_library_file(draft, terms, by=anna)
        files = list(draft.files.values_list("filename", "content_type", "size"))

    assert files == [("agb.pdf", "application/pdf", terms.size)]


def test_files_of_the_template_are_attached_once(draft: Draft, nordlicht: Tenant) -> None:
    template, terms = make_template(nordlicht), make_library_file(nordlicht, filename="agb.pdf")
    with in_scope(nordlicht):
        TemplateFile.objects.create(tenant=nordlicht, template=template, file=terms)
        attach_files_of_template(draft, template)
        attach_files_of_template(draft, template)
        names = list(draft.files.values_list("filename", flat=True))

    assert names == ["agb.pdf"]


def test_nobody_puts_anything_to_the_draft_of_another(draft: Draft, bela: User, nordlicht: Tenant) -> None:
    file = make_library_file(nordlicht)
    with in_scope(nordlicht):
        with refused("This draft belongs to somebody else."):
            add_picture(draft, filename="a.png", content=PNG, by=bela)
        with refused("This draft belongs to somebody else."):
            attach_library_file(draft, file, by=bela)


def test_an_account_for_plain_text_begins_and_sends_nothing_else(
    mine: Ticket, anna: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(plain_text=True)
        begun = open_draft(mine, author=anna)
        assert (begun.rich, begun.html) == (False, "")
        draft = rich(begun, "<p>Das ist <strong>wichtig</strong>.</p>", anna, to=[["", "kaethe@post.example"]])
        message = send_answer(draft, by=anna)

    assert isinstance(message, Message)
    assert (message.html, message.text.splitlines()[0]) == ("", "Das ist wichtig.")


@pytest.mark.parametrize("is_rich", [True, False])
def test_an_answer_whose_letterhead_lacks_a_value_does_not_leave(
    draft: Draft, anna: User, nordlicht: Tenant, is_rich: bool
) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Kundennummer ${customer.number}</p>")
    with in_scope(nordlicht):
        draft = rich(draft, "<p>Gern.</p>", anna) if is_rich else draft

        with refused("The tenant's layout asks for values that are missing: customer.number."):
            send_answer(draft, by=anna)

        assert Draft.objects.filter(pk=draft.pk).exists()
