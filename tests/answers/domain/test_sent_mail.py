"""Answers as they travel, read back by our own parser: equal, within the norm, and nothing smuggled in."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.drafts import DraftValues, attach_file, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.parsing import ParsedMail, parse_mail
from kontor.kernel.html import clean_own
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from tests.factories.channels import make_account
from tests.factories.texts import make_include
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LONGEST_LINE = 998
STRUCTURE = ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]


@pytest.fixture
def sent(
    billing: Category, customer: Customer, anna: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> OutgoingMail:
    """Formatted, with a picture, a letterhead and a file of an odd name."""
    make_include(nordlicht, IncludePart.LETTERHEAD, '<p style="color:#333">Nordlicht — Energie für Köln</p>')
    ticket = make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)
    with in_scope(billing.tenant_id):
        draft = open_draft(ticket, author=anna)
        picture = add_picture(draft, filename="Zähler „neu“.png", content=PNG, by=anna)
        attach_file(draft, filename='Über"sicht; 100%.pdf', content_type="application/pdf", content=b"%PDF", by=anna)
        shown = f'<img src="cid:{picture.content_id}" alt="Zähler">'
        html = f"<p>Schöne <strong>Grüße</strong> {'ä' * 2000}</p><p>{shown}</p>"
        values = DraftValues([["Käthe Kunde", "kaethe@post.example"]], [], [], "Re: Größe", "", html=html, rich=True)
        message = send_answer(save_draft(draft, values, version=draft.version, by=anna), by=anna)
        return OutgoingMail.objects.select_related("message", "account", "tenant").get(message=message)


def _raw(mail: OutgoingMail) -> bytes:
    with in_scope(mail.tenant_id):
        return compose(OutgoingMail.objects.select_related("message", "account", "tenant").get(pk=mail.pk))


def _read(mail: OutgoingMail) -> ParsedMail:
    return parse_mail(_raw(mail))


def test_what_arrives_is_what_was_written(sent: OutgoingMail) -> None:
    read, message = _read(sent), sent.message

    assert (read.subject, read.message_id, read.problems) == ("Re: Größe", message.message_id, ())
    assert read.text.strip() == message.text.strip()
    assert read.html.strip() == message.html.strip()
    files = {file.filename: file for file in read.attachments}
    assert set(files) == {"Zähler „neu“.png", 'Über"sicht; 100%.pdf'}
    shown = next(file for file in read.attachments if file.content_type == "image/png")
    assert (shown.content, shown.inline) == (PNG, True)
    assert f'src="cid:{shown.content_id}"' in read.html


def test_the_parts_stand_as_mail_programs_expect_them(sent: OutgoingMail) -> None:
    made = message_from_bytes(_raw(sent), policy=policy.default)

    assert [part.get_content_type() for part in made.walk()] == [*STRUCTURE, "application/pdf"]


def test_the_mail_keeps_to_the_norm_and_is_the_same_every_time(sent: OutgoingMail) -> None:
    raw = _raw(sent)

    assert raw == _raw(sent)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= LONGEST_LINE
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_mail_fetches_nothing_from_anywhere(sent: OutgoingMail) -> None:
    html = _read(sent).html

    assert re.findall(r"https?://|//[a-z]|url\(|@import|<script|<link|<iframe|<object", html) == []
    assert set(re.findall(r'\ssrc="([a-z]+):', html)) == {"cid"}


def test_an_answer_goes_where_the_account_for_answers_is(sent: OutgoingMail) -> None:
    other = make_account(sent.tenant, "antwort@nordlicht.example")
    with in_scope(sent.tenant_id):
        OutgoingMail.objects.filter(pk=sent.pk).update(reply_account=other, reply_account_owner=other.owner)

    assert [address.email for address in _read(sent).reply_to] == ["antwort@nordlicht.example"]


wild = st.text(st.characters(codec="utf-8"), max_size=80)
ATTACKS = ["\r\nBcc: evil@evil.example", "\n\nx", "\r\n--=_", "<script>x()</script>", '"><img src=x onerror=x()>', "\0"]
lines = st.sampled_from(ATTACKS)
words = st.builds(lambda first, smuggled, last: first + smuggled + last, wild, st.one_of(lines, st.just("")), wild)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=words, name=words, html=words, filename=words)
def test_nothing_that_is_typed_becomes_a_header_a_recipient_or_a_script(
    sent: OutgoingMail, subject: str, name: str, html: str, filename: str
) -> None:
    message = sent.message
    message.subject, message.to = subject[:400], [[name, "kaethe@post.example"]]
    message.html, message.text = f"<p>{html}</p>", html
    sent.message = message
    with in_scope(sent.tenant_id):
        message.attachments.filter(inline=False).update(filename=filename.replace("\0", "")[:255])
        raw = compose(sent)

    made = message_from_bytes(raw, policy=policy.default)
    assert (made["Bcc"], made.defects) == (None, [])
    assert [address.addr_spec for address in made["To"].addresses] == ["kaethe@post.example"]
    assert [part.get_content_type() for part in made.walk()][: len(STRUCTURE)] == STRUCTURE
    assert max(len(line) for line in raw.split(b"\r\n")) <= LONGEST_LINE


@settings(max_examples=60, deadline=None)
@given(words)
def test_no_html_that_is_saved_runs_or_fetches(html: str) -> None:
    cleaned = clean_own(html)

    assert re.search(r"<(script|iframe|object|style|link|meta|base|form)", cleaned) is None
    assert re.search(r"<[^>]*\s(on\w+|srcset|background|poster)=", cleaned) is None
    assert clean_own(cleaned) == cleaned
