"""The suggested reply: template, language, greeting, signature, quote, sender."""

from __future__ import annotations

import pytest

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.reply_language import reply_language, why_language
from kontor.answers.domain.send import sender_for
from kontor.answers.domain.suggest import Suggestion, suggest_reply
from kontor.answers.models import Draft
from kontor.answers.preferences import COPY_INCOMING_CC, QUOTE_ORIGINAL
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.texts import make_content, make_include, make_template
from tests.factories.tickets import WORDS, make_message, make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture
def mine(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(
        billing, customer=customer, account=nordlicht_account, owner=anna, subject="AW: Zähler", language="de"
    )


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("tenant", "category", "customer").get(pk=ticket.pk)


def suggested(ticket: Ticket, author: User) -> Suggestion:
    with in_scope(ticket.tenant_id):
        return suggest_reply(fresh(ticket), author=author)


def test_the_template_of_the_category_is_filled_in(
    mine: Ticket, anna: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_template(nordlicht, "Umzug", html="<p>Falsch</p>", categories=(moving,))
    wanted = make_template(
        nordlicht,
        "Rechnung",
        html="<p>Guten Tag ${customer.name},</p><p>zu ${ticket.number}</p><p>${agent.name}</p>",
        categories=(billing,),
    )

    found = suggested(mine, anna)

    number = format_number(mine.number)
    assert found.begins.template == wanted
    assert found.begins.html.replace("&nbsp;", "\u00a0") == (
        f"<p>Guten Tag Käthe Kunde,</p><p>zu {number}</p><p>Anna Arndt</p>"
    )
    assert one_line(found.begins.text) == one_line(f"Guten Tag Käthe Kunde,\n\nzu {number}\n\nAnna Arndt")


def test_two_tenants_answer_the_same_mail_differently(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, bela: User
) -> None:
    make_template(nordlicht, html="<p>Moin ${customer.name}</p>", categories=(billing,))
    make_template(alpina, html="<p>Grüezi ${customer.name}</p>", categories=(claims,))
    prefer(alpina, COPY_INCOMING_CC, True)
    prefer(alpina, QUOTE_ORIGINAL, False)
    seen = []
    for category in (billing, claims):
        ticket = make_ticket(category, owner=bela)
        make_message(ticket, from_address="k@post.example", cc=[["Max", "max@post.example"]])
        found = suggested(ticket, bela)
        seen.append((found.begins.text.split()[0], found.cc, found.quoted is not None))

    assert seen == [("Moin", [], True), ("Grüezi", [["Max", "max@post.example"]], False)]


def test_the_language_of_the_mail_chooses_the_content(
    mine: Ticket, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    template = make_template(nordlicht, html="<p>Guten Tag</p>", categories=(billing,))
    make_content(template, "en", html="<p>Good day</p>", subject="Your request ${ticket.number}")
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=mine.pk).update(language="en")

    found = suggested(mine, anna)

    assert (found.begins.text, found.begins.language) == ("Good day", "en")
    assert found.subject == f"Your request {one_line(format_number(mine.number))}"


@pytest.mark.parametrize(
    ("mail", "contact", "code", "because"),
    [
        ("en", "fr", "en", "The customer wrote in this language."),
        ("", "fr", "fr", "The language of the mail cannot be told. It is the language entered for the contact."),
        ("", "", "de", "The language of the mail cannot be told. It is the language of the tenant."),
    ],
)
def test_the_language_is_the_mails_then_the_contacts_then_the_tenants(
    mine: Ticket, mail: str, contact: str, code: str, because: str
) -> None:
    with in_scope(mine.tenant_id):
        ticket = fresh(mine)
        assert ticket.customer
        ticket.language, ticket.customer.language = mail, contact
        found = reply_language(ticket)

    assert (found.code, found.because) == (code, because)
    assert why_language(code, found, chosen=True) == because
    assert why_language("da", found, chosen=True) == "Chosen in the editor."
    assert why_language("da", found, chosen=False).startswith("The template has no text in the language of the")


def test_without_a_template_there_are_greeting_and_signature(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    make_template(nordlicht, kind=TemplateKind.ACKNOWLEDGEMENT)

    found = suggested(mine, anna)

    assert found.begins.template is None
    assert found.begins.text == f"Guten Tag Käthe Kunde,\n\n\n\nFreundliche Grüße\nAnna Arndt\n{nordlicht.name}"
    assert found.begins.html.startswith("<p>Guten Tag Käthe Kunde,</p><p></p><p>Freundliche Grüße<br>")


def test_without_a_template_the_signature_is_the_tenants(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    make_include(nordlicht, IncludePart.SIGNATURE, "<p>Ihr Team von ${tenant.name}</p>")

    assert suggested(mine, anna).begins.text == f"Guten Tag Käthe Kunde,\n\n\n\nIhr Team von {nordlicht.name}"


def test_what_the_customer_is_called_can_be_no_markup(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        Customer.objects.filter(pk=mine.customer_id).update(name='<img src=x onerror="a()"> Kunde')

    assert "<img" not in suggested(mine, anna).begins.html


def test_an_answer_never_goes_to_ourselves(mine: Ticket, anna: User, nordlicht_account: MailAccount) -> None:
    make_message(mine, from_name="K", from_address="k@post.example", reply_to=nordlicht_account.address.upper())

    assert suggested(mine, anna).to == [["K", "k@post.example"]]


def test_the_draft_begins_with_it_and_leaves_through_the_account_of_the_template(
    mine: Ticket, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    named = make_account(nordlicht, "vertrieb@nordlicht.example", name="Vertrieb")
    template = make_template(
        nordlicht, html="<p>Hallo</p>", categories=(billing,), sender=named, sender_owner=named.owner
    )
    with in_scope(nordlicht):
        open_draft(fresh(mine), author=anna)
        draft = Draft.objects.get(ticket=mine)
        sender = sender_for(mine, draft)
        quoted = draft.quoted

    assert (draft.template, draft.html, draft.baseline, draft.text) == (
        template,
        "<p>Hallo</p>",
        "<p>Hallo</p>",
        "Hallo",
    )
    assert (draft.language, quoted and quoted.text) == ("de", WORDS)
    assert (sender.account, sender.reason) == (named, "The template names this account.")


def test_a_suggestion_takes_few_statements_however_many_templates_there_are(
    mine: Ticket, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    for _number in range(12):
        make_template(nordlicht, categories=(billing,), is_default=False)
    make_template(nordlicht, categories=(billing,))
    with in_scope(nordlicht):
        ticket = fresh(mine)
        system_values()
        with statements() as sent:
            suggest_reply(ticket, author=anna)

    assert len(sent) == 7, "\n".join(sent)
