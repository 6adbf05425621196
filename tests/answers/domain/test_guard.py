"""The send guard, check by check; each with what it finds and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from kontor.answers.domain.drafts import attach_file, open_draft
from kontor.answers.domain.guard import GUARDS, Case, Finding, GuardStopped, confirm, findings_of
from kontor.answers.domain.guard.attachment import promised
from kontor.answers.domain.guard.bank import cards, ibans
from kontor.answers.domain.send import send_answer, sender_for
from kontor.answers.enums import GuardGrade
from kontor.answers.models import Draft, SentAnswer
from kontor.answers.preferences import GUARD_ATTACHMENT, GUARD_BANK, GUARD_RECIPIENT
from kontor.channels.models import MailAccount
from kontor.customers.enums import Salutation
from kontor.customers.models import Customer
from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING, SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.texts.enums import FormOfAddress
from kontor.texts.models import Greeting
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import ticket_chain
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements

IBAN = "DE89 3704 0044 0532 0130 00"
NOTE = "Der Kunde ist schwierig und bekommt keine Kulanz mehr von uns."
Look = Callable[..., list[Finding]]


@pytest.fixture
def mine(
    nordlicht: Tenant, billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User
) -> Ticket:
    prefer(nordlicht, BEFORE_SENDING, "off")
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, language="de")


@pytest.fixture
def draft(mine: Ticket, anna: User) -> Draft:
    with in_scope(mine.tenant_id):
        draft = open_draft(mine, author=anna)
    return _change(draft, to=[["Käthe Kunde", "kaethe@post.example"]], cc=[], subject="Re: x", text="Gern.")


@pytest.fixture
def look(draft: Draft, mine: Ticket) -> Look:
    """``look(text=…)``: what is found in a draft with these values."""

    def run(**values: Any) -> list[Finding]:
        changed = _change(draft, **values)
        with in_scope(mine.tenant_id):
            ticket = Ticket.objects.select_related("tenant", "category", "customer").get(pk=mine.pk)
            case = Case(ticket, changed, sender_for(ticket, changed).account)
            return findings_of(case, ticket_chain(ticket))

    return run


def _change(draft: Draft, **values: Any) -> Draft:
    values.setdefault("rich", False)
    with in_scope(draft.tenant_id):
        Draft.objects.filter(pk=draft.pk).update(**values)
        return Draft.objects.get(pk=draft.pk)


def _said(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.code, str(finding.grade), finding.remark.place) for finding in findings]


def test_an_ordinary_answer_has_no_findings(look: Look) -> None:
    text = "Sehr geehrte Frau Kunde,\n\nwir haben Ihre Abrechnung geprüft und ändern sie.\n\nMit freundlichen Grüßen"

    assert look(text=text) == []


def test_the_order_is_fixed_and_four_are_not_settable() -> None:
    assert [guard.code for guard in GUARDS if guard.preference is None] == ["sender", "layout", "placeholder", "postal"]
    codes = [guard.code for guard in GUARDS]
    assert codes[:7] == ["sender", "layout", "placeholder", "postal", "postal_doubt", "glyphs", "pictures"]


def test_a_sender_of_another_tenant_stops(
    draft: Draft, mine: Ticket, alpina: Tenant, alpina_account: MailAccount
) -> None:
    with in_scope(mine.tenant_id, alpina.pk):
        ticket = Ticket.objects.get(pk=mine.pk)
        found = findings_of(Case(ticket, draft, alpina_account), ticket_chain(ticket))

    assert _said(found) == [("sender", "stop", "account")]


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"text": "Liebe ${customer.name},"}, ["text"]),
        ({"subject": "Vorgang ${process.number}"}, ["subject"]),
        ({"rich": True, "html": '<p><mark data-missing="customer.name">${customer.name}</mark></p>'}, ["text"]),
        ({"text": "Das kostet 5 $ {netto}."}, []),
    ],
)
def test_a_placeholder_without_a_value_always_stops(look: Look, values: dict[str, Any], places: list[str]) -> None:
    found = look(**values)

    assert _said(found) == [("placeholder", "stop", place) for place in places]


def test_whoever_took_no_part_is_confirmed_first(look: Look, mine: Ticket) -> None:
    make_message(mine, cc=[["Max", "max@post.example"]])

    known = look(cc=[["", "MAX@post.example"]])
    [found] = look(cc=[["", "max@post.example"]], bcc=[["", "fremd@anders.example"]])

    assert known == []
    assert (found.code, found.grade, found.remark.place) == ("recipient", GuardGrade.CONFIRM, "bcc")
    assert found.remark.sentence == "fremd@anders.example took no part in this conversation so far."


@pytest.mark.parametrize(
    "text",
    [
        "Anbei die neue Abrechnung.",
        "Die Abrechnung finden Sie im Anhang.",
        "Wir legen Ihnen das Formular in der Anlage bei.",
        "Die angehängte Datei füllen Sie bitte aus.",
        "Please find the invoice attached.",
        "I have attached the form.",
        "Wir schicken Ihnen den Plan mit.",
    ],
)
def test_a_promised_attachment_is_missed(look: Look, draft: Draft, anna: User, text: str) -> None:
    without = look(text=text)
    with in_scope(draft.tenant_id):
        attach_file(draft, filename="a.pdf", content_type="application/pdf", content=b"%PDF", by=anna)

    assert [finding.code for finding in without] == ["attachment"]
    assert look(text=text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ihren Anhang konnten wir nicht öffnen.",
        "Sie haben im Anhang zwei Bilder geschickt.",
        "Your attachment could not be opened.",
        "Die Dateien, die Sie angehängt haben, sind da: Sie haben alles beigefügt.",
        "> Anbei mein Zählerstand.\n\nVielen Dank.",
        "Wir haben den Anhänger geliefert.",
    ],
)
def test_the_customers_attachment_is_not_promised(look: Look, text: str) -> None:
    assert look(text=text) == []


def test_the_words_of_the_promise_are_named() -> None:
    assert promised("Guten Tag,\n\ndie Rechnung liegt als PDF-Anhang bei.") == "als PDF-Anhang"


@pytest.mark.parametrize(
    ("greeting", "codes"),
    [
        ("Sehr geehrte Frau Kunde,", []),
        ("Sehr geehrte Damen und Herren,", []),
        ("Guten Tag Käthe Kunde,", []),
        ("Guten Tag,", []),
        ("Hallo Frau Dr. Kunde", []),
        ("Dear Sir or Madam,", []),
        ("Hallo liebes Team,", []),
        ("Sehr geehrter Herr Schuster,", ["greeting"]),
        ("Hallo Peter!", ["greeting"]),
        ("Dear Ms Kundt,", ["greeting"]),
        ("Wir haben Herrn Schuster erreicht.", []),
    ],
)
def test_the_greeting_names_who_gets_it(look: Look, greeting: str, codes: list[str]) -> None:
    assert [finding.code for finding in look(text=f"{greeting}\n\nGern geschehen.")] == codes


def test_umlauts_are_one_name_however_they_are_written(look: Look) -> None:
    assert look(text="Sehr geehrte Frau Mueller,\n\nja.", to=[["Petra Müller", "kaethe@post.example"]]) == []


def test_who_signed_the_mail_may_be_greeted(look: Look, mine: Ticket) -> None:
    make_message(mine, text="Bitte melden.\n\nGruß\nHelmut Schuster")

    assert look(text="Sehr geehrter Herr Schuster,\n\nja.") == []


def test_a_greeting_of_the_tenants_own_is_read_too(look: Look, nordlicht: Tenant) -> None:
    own = "Moin moin nach Hause ${customer.name}"
    with in_scope(nordlicht):
        Greeting.objects.create(tenant=nordlicht, language="de", form=FormOfAddress.NAMED, text=own)

    assert [finding.code for finding in look(text="Moin moin nach Hause Peter Schuster,\n\nja.")] == ["greeting"]


def test_the_form_of_address_is_the_customers(look: Look, customer: Customer) -> None:
    with in_scope(customer.tenant_id):
        Customer.objects.filter(pk=customer.pk).update(salutation=Salutation.MS)

    assert [finding.code for finding in look(text="Sehr geehrter Herr Kunde,\n\nja.")] == ["greeting"]
    assert look(text="Guten Tag Käthe Kunde,\n\nja.") == []


def test_another_language_than_the_customers_is_confirmed(look: Look) -> None:
    english = "Thank you for your message. We have checked your invoice and will send you a new one within a week."

    assert _said(look(text=english)) == [("language", "confirm", "language")]


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

    assert _said(found) == [("note", "stop", "text")]
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


def test_the_tenant_gives_the_grades(look: Look, nordlicht: Tenant) -> None:
    text = f"Anbei die Daten: {IBAN}"
    prefer(nordlicht, GUARD_ATTACHMENT, "off")
    prefer(nordlicht, GUARD_BANK, "hint")

    assert [(finding.code, str(finding.grade), finding.stops) for finding in look(text=text)] == [
        ("bank", "hint", False)
    ]


def test_all_findings_come_at_once(look: Look, mine: Ticket, anna: User) -> None:
    make_note(mine, anna, NOTE)

    found = look(text=f"Hallo Peter,\n\nanbei alles an {IBAN}. {NOTE}", cc=[["", "fremd@anders.example"]])

    assert [finding.code for finding in found] == ["recipient", "greeting", "attachment", "bank", "note"]


# Sending


def test_a_finding_to_confirm_stops_until_it_is_confirmed(draft: Draft, anna: User) -> None:
    draft = _change(draft, text="Anbei die Abrechnung.")
    with in_scope(draft.tenant_id):
        with pytest.raises(GuardStopped, match="Nothing was sent") as caught, transaction.atomic():
            send_answer(draft, by=anna)
        [finding] = caught.value.findings
        draft = confirm(draft, [finding.key], by=anna)
        message = send_answer(draft, by=anna)

        kept = SentAnswer.objects.get(message=message).findings
    assert kept == [{"code": "attachment", "grade": "confirm", "confirmed": True, "key": finding.key}]
    assert "Abrechnung" not in str(kept)


def test_what_was_confirmed_counts_for_that_content_only(draft: Draft, anna: User) -> None:
    draft = _change(draft, cc=[["", "eins@anders.example"]])
    with in_scope(draft.tenant_id):
        with pytest.raises(GuardStopped) as caught, transaction.atomic():
            send_answer(draft, by=anna)
        draft = confirm(draft, [caught.value.findings[0].key], by=anna)
    draft = _change(draft, cc=[["", "zwei@anders.example"]])
    with in_scope(draft.tenant_id), refused("Nothing was sent"):
        send_answer(draft, by=anna)


def test_what_always_stops_cannot_be_confirmed(draft: Draft, anna: User) -> None:
    draft = _change(draft, text="Liebe ${customer.name}")
    with in_scope(draft.tenant_id):
        with pytest.raises(GuardStopped) as caught, transaction.atomic():
            send_answer(draft, by=anna)
        draft = confirm(draft, [finding.key for finding in caught.value.findings], by=anna)
        with refused("Nothing was sent"):
            send_answer(draft, by=anna)
        assert OutgoingMail.objects.count() == 0


def test_a_hint_lets_it_go_and_is_kept(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    prefer(nordlicht, GUARD_RECIPIENT, "hint")
    draft = _change(draft, cc=[["", "eins@anders.example"]])
    with in_scope(nordlicht):
        message = send_answer(draft, by=anna)

        assert [entry["grade"] for entry in SentAnswer.objects.get(message=message).findings] == ["hint"]


def test_nobody_confirms_for_somebody_else(draft: Draft, bela: User) -> None:
    with in_scope(draft.tenant_id), pytest.raises(Draft.DoesNotExist):
        confirm(draft, ["recipient:x"], by=bela)


def test_two_tenants_with_opposite_settings_judge_the_same_answer_differently(
    draft: Draft, anna: User, carla: User, claims: Category, alpina: Tenant, alpina_account: MailAccount
) -> None:
    prefer(alpina, GUARD_ATTACHMENT, "off")
    other = make_ticket(claims, account=alpina_account, owner=carla)
    draft = _change(draft, text="Anbei die Abrechnung.")
    with in_scope(alpina):
        theirs = open_draft(other, author=carla)
    theirs = _change(theirs, text="Anbei die Abrechnung.")

    with in_scope(draft.tenant_id), refused("Nothing was sent"):
        send_answer(draft, by=anna)
    with in_scope(alpina):
        assert send_answer(theirs, by=carla).pk


def test_the_guard_asks_few_questions(look: Look, mine: Ticket, anna: User) -> None:
    for _each in range(3):
        make_message(mine)
        make_note(mine, anna)
    with statements() as few:
        look(text="Gern.")
    for _each in range(20):
        make_message(mine)
    with statements() as many:
        look(text="Gern.")

    assert len(many) == len(few)
