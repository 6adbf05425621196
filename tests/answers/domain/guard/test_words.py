"""What is written: files of others, account numbers, notes, spelling."""

from __future__ import annotations

import pytest

from kontor.answers.domain.drafts import attach_file
from kontor.answers.domain.guard.bank import cards, ibans
from kontor.answers.models import Draft
from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.org.models import Category
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING, SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.models import Message, Ticket
from tests.answers.domain.guard.conftest import IBAN, NOTE, Look, said
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.scoping import in_scope


def test_a_file_of_another_customer_is_seen_by_its_bytes(
    look: Look, draft: Draft, billing: Category, nordlicht: Tenant, claims: Category, mine: Ticket, anna: User
) -> None:
    other = make_ticket(billing, customer=make_customer(nordlicht, "Otto Anders", email="otto@post.example"))
    foreign = make_ticket(claims)
    for ticket, content in (
        (other, b"Ottos Ausweis"),
        (foreign, b"Formular"),
        (mine, b"Mein Plan"),
        (other, b"Mein Plan"),
    ):
        make_message(ticket, files=[NewFile("x.pdf", "application/pdf", content)])
    with in_scope(mine.tenant_id):
        for name, content in (("a.pdf", b"Ottos Ausweis"), ("b.pdf", b"Formular"), ("c.pdf", b"Mein Plan")):
            attach_file(draft, filename=name, content_type="application/pdf", content=content, by=anna)

    [found] = look()

    assert (found.code, found.remark.words) == ("other_customer", "a.pdf")


def test_a_bank_account_number_is_confirmed_unless_the_customer_wrote_it(look: Look, mine: Ticket) -> None:
    text = f"Wir überweisen auf {IBAN} bis morgen."
    before = look(text=text)
    make_message(mine, text="Meine IBAN: DE89370400440532013000")

    assert [(finding.code, finding.remark.words) for finding in before] == [("bank", IBAN)]
    assert "3704" not in before[0].remark.sentence
    assert look(text=text) == []


def test_the_number_of_a_card_is_confirmed_always(look: Look, mine: Ticket) -> None:
    make_message(mine, text="Meine Karte ist 4111 1111 1111 1111.")

    assert [finding.code for finding in look(text="Ihre Karte 4111-1111-1111-1111 ist gesperrt.")] == ["bank"]


@pytest.mark.parametrize(
    "text",
    ["Auftrag 4111 1111 1111 1112", "Vorgang 2647109358", "DE89 3704 0044 0532 0130 01", "Telefon 0431 123456789012"],
)
def test_other_numbers_are_none_of_a_bank(text: str) -> None:
    assert (ibans(text), cards(text)) == ([], [])


def test_words_of_a_note_are_not_sent(look: Look, mine: Ticket, anna: User, alpina_ticket: Ticket, carla: User) -> None:
    make_note(mine, anna, NOTE)
    make_note(alpina_ticket, carla, "Dieser Satz steht bei einem ganz anderen Mandanten.")

    found = look(text="Leider ist der Kunde  SCHWIERIG und bekommt keine\nKulanz mehr von uns.")
    fine = look(text="Dieser Satz steht bei einem ganz anderen Mandanten. Der Kunde ist König.")

    assert said(found) == [("note", "stop", "text")]
    assert fine == []


@pytest.mark.parametrize("how", ["<blockquote><p>{}</p></blockquote>", "<p>&gt; {}</p>", "<p>&gt; &gt;{}</p>"])
@pytest.mark.parametrize(("words", "code"), [(NOTE, "note"), (f"Konto {IBAN}", "bank")])
def test_what_is_pasted_as_a_quote_is_looked_at_too(
    look: Look, mine: Ticket, anna: User, how: str, words: str, code: str
) -> None:
    make_note(mine, anna, NOTE)
    html = clean_own(f"<p>Guten Tag</p>{how.format(words)}")

    assert [finding.code for finding in look(rich=True, html=html, text=plain_text_from_html(html))] == [code]


def test_the_subject_is_looked_at_and_that_of_the_customer_may_stay(look: Look, mine: Ticket) -> None:
    before = look(subject=f"Re: Konto {IBAN}")
    with in_scope(mine.tenant_id):
        Message.objects.filter(pk=make_message(mine).pk).update(subject=f"Konto {IBAN}")

    assert [finding.code for finding in before] == ["bank"]
    assert look(subject=f"Re: Konto {IBAN}") == []


def test_what_the_customer_wrote_may_be_repeated_though_a_note_has_it(look: Look, mine: Ticket, anna: User) -> None:
    sentence = "Meine Abrechnung stimmt seit dem letzten Jahr nicht mehr."
    make_message(mine, text=sentence)
    make_note(mine, anna, f"Kunde sagt: {sentence}")

    assert look(text=f"Sie schrieben: {sentence}") == []


@needs_dictionaries
@pytest.mark.parametrize("grade", ["hint", "stop"])
def test_misspelt_words_are_named_as_the_tenant_says(look: Look, nordlicht: Tenant, grade: str) -> None:
    prefer(nordlicht, BEFORE_SENDING, grade)
    text = "Hallo Käthe Kunde,\n\nIhre Rechnugn liegt vor.\n\nAnna Arndt\nNordlicht Energie"

    [found] = look(text=text)
    ignored = look(text=text, options={"ignored_words": ["Rechnugn"]})

    assert (found.code, str(found.grade), found.remark.words) == ("spelling", grade, "Rechnugn")
    assert ignored == []


@needs_dictionaries
def test_spelling_is_not_looked_at_where_it_is_switched_off(look: Look, nordlicht: Tenant) -> None:
    prefer(nordlicht, BEFORE_SENDING, "stop")
    prefer(nordlicht, SPELL_CHECK, False)

    assert look(text="Ihre Rechnugn liegt vor.") == []
