"""Each check of the send guard."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.domain.drafts import attach_file
from kontor.answers.domain.guard import GUARDS, Case, findings_of
from kontor.answers.domain.guard.attachment import promised
from kontor.answers.domain.send import sender_for
from kontor.answers.enums import GuardGrade
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.enums import Salutation
from kontor.customers.models import Customer
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FormOfAddress
from kontor.texts.models import Greeting
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import ticket_chain
from tests.answers.domain.guard.conftest import Look, said, with_values
from tests.factories.customers import make_address
from tests.factories.tickets import make_message
from tests.support.scoping import in_scope


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

    assert said(found) == [("sender", "stop", "account")]


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

    assert said(found) == [("placeholder", "stop", place) for place in places]


def test_whoever_took_no_part_is_confirmed_first(look: Look, mine: Ticket) -> None:
    make_message(mine, cc=[["Max", "max@post.example"]])

    known = look(cc=[["", "MAX@post.example"]])
    [found] = look(cc=[["", "max@post.example"]], bcc=[["", "fremd@anders.example"]])

    assert known == []
    assert (found.code, found.grade, found.remark.place) == ("recipient", GuardGrade.CONFIRM, "bcc")
    assert found.remark.sentence == "fremd@anders.example took no part in this conversation so far."


def test_of_many_who_took_no_part_the_first_are_named(look: Look) -> None:
    [found] = look(cc=[["", f"p{number}@anders.example"] for number in range(12)])
    [less] = look(cc=[["", f"p{number}@anders.example"] for number in range(11)])

    assert found.remark.sentence.endswith(" p9@anders.example and 2 more took no part in this conversation so far.")
    assert found.remark.about != less.remark.about


def test_whom_only_a_reply_to_names_is_confirmed_first(look: Look, mine: Ticket, customer: Customer) -> None:
    elsewhere = "elsewhere@post.example"
    make_message(mine, from_address="kaethe@post.example", reply_to=elsewhere, cc=[["", elsewhere]])

    [found] = look(to=[["Käthe Kunde", "elsewhere@post.example"]])
    make_address(customer, "elsewhere@post.example")

    assert (found.code, found.grade, found.remark.place) == ("recipient", GuardGrade.CONFIRM, "to")
    assert look(to=[["Käthe Kunde", "elsewhere@post.example"]]) == []


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
        "Die neue Rechnung liegt diesem Brief bei.",
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
        "Ihr Paket liegt seit gestern bei uns im Lager.",
    ],
)
def test_the_customers_attachment_is_not_promised(look: Look, text: str) -> None:
    assert look(text=text) == []


def test_the_words_of_the_promise_are_named() -> None:
    assert promised("Guten Tag,\n\ndie Rechnung liegt als PDF-Anhang bei.") == "liegt als PDF-Anhang bei"


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

    assert said(look(text=english)) == [("language", "confirm", "language")]


def names_of_tenants(draft: Draft, text: str, *scope: Tenant) -> list[str]:
    changed = with_values(draft, text=text)
    with in_scope(*scope):
        ticket = Ticket.objects.select_related("tenant", "category", "customer").get(pk=draft.ticket_id)
        found = findings_of(Case(ticket, changed, sender_for(ticket, changed).account), ticket_chain(ticket))
    return [finding.remark.sentence for finding in found if finding.code == "other_tenant"]


def test_the_name_of_another_tenant_one_works_for_is_missed_by_nobody(
    draft: Draft, nordlicht: Tenant, alpina: Tenant
) -> None:
    text = f"Viele Grüße\n{alpina.name}"

    assert names_of_tenants(draft, text, nordlicht, alpina) == [f"The answer names another tenant (“{alpina.name}”)."]
    assert names_of_tenants(draft, f"Viele Grüße\n{nordlicht.name}", nordlicht, alpina) == []
    assert names_of_tenants(draft, f"> {alpina.name}\n\nGern.", nordlicht, alpina) == []
    assert names_of_tenants(draft, text, nordlicht) == []


def test_the_tenant_that_the_customer_has_named_may_be_named_to_them(
    draft: Draft, mine: Ticket, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_message(mine, text=f"Bin ich hier richtig bei {alpina.name}?")

    assert names_of_tenants(draft, f"Nein, {alpina.name} erreichen Sie anders.", nordlicht, alpina) == []
