"""A new process: we write first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from kontor.answers.domain.attached import require_room
from kontor.answers.domain.by_letter import sheet_of_draft
from kontor.answers.domain.drafts import Conflict, DraftValues, attach_file
from kontor.answers.domain.guard import GuardStopped
from kontor.answers.domain.new_process import (
    begin_letter,
    begin_process,
    categories_for_new,
    save_process,
    send_process,
    sender_of_process,
)
from kontor.answers.domain.proofreading import ticket_to_be
from kontor.answers.domain.reply_channel import answer_by_letter, answer_by_mail
from kontor.answers.domain.switching import about_draft, take_template
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.domain.postal_addresses import delete_postal_address
from kontor.customers.models import Customer
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import MessageChannel, MessageKind, TicketKind, TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.texts import make_content, make_template
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import in_scope

TO = [["Käthe Kunde", "kaethe@post.example"]]
VALUES = DraftValues(
    to=TO, cc=[], bcc=[], subject="Ihr Zähler", text="", html="<p>Wir kommen am Montag.</p>", rich=True
)


@pytest.fixture(autouse=True)
def sending(nordlicht_account: MailAccount) -> None:
    """Nordlicht can send."""


@pytest.fixture
def template(nordlicht: Tenant, billing: Category) -> ReplyTemplate:
    return make_template(
        nordlicht,
        "Neuer Vorgang",
        kind=TemplateKind.NEW,
        subject="Termin ${ticket.number}",
        html="<p>${customer.salutation}</p><p>Nummer ${ticket.number}, Vorgang ${process.number}.</p>",
        categories=(billing,),
    )


def begun(category: Category, author: User, to: list[list[str]] | None = None) -> Draft:
    with in_scope(category.tenant_id):
        category = Category.objects.select_related("tenant").get(pk=category.pk)
        return begin_process(category, author=author, to=TO if to is None else to)


def saved(draft: Draft, values: DraftValues = VALUES, process: Ticket | None = None) -> Draft:
    with in_scope(draft.tenant_id):
        assert draft.category
        return save_process(
            draft, values, category=draft.category, process=process, version=draft.version, by=draft.author
        )


def sent(draft: Draft, *, final: bool = True) -> tuple[Ticket, Message]:
    with in_scope(draft.tenant_id):
        done = send_process(draft, final=final, by=draft.author)
        assert isinstance(done.sent, Message)
        return Ticket.objects.select_related("customer", "process").get(pk=done.ticket.pk), done.sent


def test_it_begins_with_the_template_for_new_processes_in_the_contacts_language(
    template: ReplyTemplate, billing: Category, customer: Customer, anna: User, nordlicht: Tenant
) -> None:
    make_content(template, "en", html="<p>${customer.salutation}</p>", subject="Appointment")
    with in_scope(nordlicht):
        Customer.objects.filter(pk=customer.pk).update(language="en")

    draft = begun(billing, anna)

    assert (draft.template, draft.language, draft.customer, draft.ticket) == (template, "en", customer, None)
    assert (draft.subject, draft.text) == ("Appointment", "Dear Käthe Kunde,")


def test_sending_opens_a_ticket_with_its_number_in_subject_and_text(
    template: ReplyTemplate, billing: Category, customer: Customer, anna: User
) -> None:
    ticket, message = sent(begun(billing, anna))

    number = format_number(ticket.number)
    assert (ticket.kind, ticket.state, ticket.customer, ticket.owner) == (
        TicketKind.PROCESS, TicketState.SENDING, customer, anna,
    )  # fmt: skip
    assert message.subject == f"Termin {one_line(number)}"
    assert one_line(f"Nummer {number}, Vorgang {number}.") in one_line(message.text)
    assert "${" not in message.html + message.text and "data-missing" not in message.html
    assert (message.kind, message.to) == (MessageKind.REPLY, TO)
    with in_scope(ticket.tenant_id):
        assert list(HistoryEntry.objects.filter(ticket=ticket).order_by("pk").values_list("action", flat=True)) == [
            "created",
            "answered",
        ]
        assert OutgoingMail.objects.get(message=message).final
        assert not Draft.objects.exists()


def test_findings_come_before_the_closing_code_is_asked_for(billing: Category, customer: Customer, anna: User) -> None:
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
    draft = saved(begun(billing, anna), replace(VALUES, html="<p>${customer.size}</p>"))

    with pytest.raises(GuardStopped), transaction.atomic():
        sent(draft)
    with pytest.raises(Refused, match="asks for a closing code"), transaction.atomic():
        sent(saved(draft))


def test_what_is_sent_and_kept_open_lies_in_the_own_inbox(billing: Category, customer: Customer, anna: User) -> None:
    ticket, message = sent(saved(begun(billing, anna)), final=False)

    assert (ticket.state, ticket.owner, message.kind) == (TicketState.ASSIGNED, anna, MessageKind.INTERMEDIATE)
    assert message.subject == f"Ihr Zähler [#{one_line(format_number(ticket.number))}]"


def test_somebody_unknown_becomes_a_customer_of_the_tenant(billing: Category, anna: User, alpina: Tenant) -> None:
    make_customer(alpina, "Fremd", email="neu@post.example")

    ticket, _message = sent(saved(begun(billing, anna), replace(VALUES, to=[["Neu", "neu@post.example"]])))

    assert ticket.customer
    assert (ticket.customer.name, ticket.customer.tenant_id) == ("Neu", billing.tenant_id)


def test_it_belongs_to_the_process_of_the_ticket_that_is_named(
    billing: Category, customer: Customer, anna: User
) -> None:
    first = make_ticket(billing, customer=customer)
    second = make_ticket(billing, customer=customer)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=second.pk).update(process=first)
        second.refresh_from_db()

    ticket, _message = sent(saved(begun(billing, anna), process=second))

    assert ticket.process == first


def test_several_may_be_begun_and_each_is_its_authors_alone(
    billing: Category, customer: Customer, anna: User, bela: User
) -> None:
    first, second = begun(billing, anna), begun(billing, anna)

    assert first.pk != second.pk
    with in_scope(billing.tenant_id), refused("This draft was sent or thrown away elsewhere."):
        send_process(first, final=True, by=bela)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (replace(VALUES, subject=" "), "has no subject"),
        (replace(VALUES, to=[]), "has no recipient"),
        (replace(VALUES, to=[["", "kein Empfänger"]]), "is not an e-mail address"),
        (replace(VALUES, cc=[["", "auch keiner"]]), "is not an e-mail address"),
        (replace(VALUES, html="<p> </p>"), "is empty"),
    ],
)
def test_what_stops_the_sending_leaves_no_ticket_and_the_draft(
    billing: Category, customer: Customer, anna: User, values: DraftValues, sentence: str
) -> None:
    draft = saved(begun(billing, anna), values)
    with in_scope(billing.tenant_id):
        with refused(sentence):
            send_process(draft, final=True, by=anna)

        assert (Ticket.objects.count(), Draft.objects.get().kind) == (0, "new")


@pytest.mark.parametrize("change", [{"allowed_for_new_processes": False}, {"answer_allowed": False}])
def test_a_category_that_does_not_allow_it_is_refused(
    billing: Category, moving: Category, customer: Customer, anna: User, change: dict[str, bool]
) -> None:
    draft = begun(billing, anna)
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(**change)
        offered = categories_for_new([billing.pk, moving.pk])
        with refused("No new process may be begun in the category “Abrechnung”"):
            send_process(draft, final=True, by=anna)

    assert offered == [moving]


def test_another_category_changes_neither_template_nor_text(
    template: ReplyTemplate, billing: Category, moving: Category, customer: Customer, anna: User, nordlicht: Tenant
) -> None:
    make_template(nordlicht, "Umzug neu", kind=TemplateKind.NEW, html="<p>Anders</p>", categories=(moving,))
    draft = begun(billing, anna)
    values = replace(VALUES, html=draft.html)
    with in_scope(nordlicht):
        row = save_process(draft, values, category=moving, process=None, version=1, by=anna)
        kept = row.template

    assert (row.category, kept, row.html) == (moving, template, draft.html)


def test_two_windows_do_not_overwrite_each_other(billing: Category, customer: Customer, anna: User) -> None:
    draft = begun(billing, anna)
    saved(draft)
    with in_scope(billing.tenant_id), pytest.raises(Conflict):
        save_process(draft, VALUES, category=billing, process=None, version=1, by=anna)


def test_it_leaves_through_the_account_of_its_template_and_never_that_of_another_tenant(
    billing: Category, customer: Customer, anna: User, nordlicht: Tenant, alpina_account: MailAccount
) -> None:
    named = make_account(nordlicht, "termine@nordlicht.example", name="Termine")
    make_template(
        nordlicht, "Termin", kind=TemplateKind.NEW, categories=(billing,), sender=named, sender_owner=named.owner
    )
    draft = begun(billing, anna)
    with in_scope(nordlicht):
        sender = sender_of_process(draft)
        with refused("New processes cannot be sent from"):
            save_process(
                draft, replace(VALUES, account=alpina_account), category=billing, process=None, version=1, by=anna
            )

    assert sender.account == named


def test_files_and_other_templates_go_into_it_as_into_an_answer(
    template: ReplyTemplate, billing: Category, customer: Customer, anna: User, nordlicht: Tenant
) -> None:
    other = make_template(
        nordlicht,
        "Einladung",
        kind=TemplateKind.NEW,
        html="<p>Bitte kommen Sie.</p>",
        categories=(billing,),
        is_default=False,
    )
    draft = begun(billing, anna)
    with in_scope(nordlicht):
        attach_file(draft, filename="plan.pdf", content_type="application/pdf", content=b"%PDF", by=anna)
        require_room(draft)
        text = take_template(draft, other, by=anna)
        about = about_draft(draft, author=anna)

    assert (text.text, about.ticket, about.category) == ("Bitte kommen Sie.", None, billing)
    _ticket, message = sent(saved(draft))
    with in_scope(nordlicht):
        assert [file.filename for file in message.attachments.all()] == ["plan.pdf"]


@pytest.fixture
def by_letter(nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])


@pytest.fixture
def paper(by_letter: None, billing: Category, anna: User, nordlicht: Tenant) -> Draft:
    """A letter to somebody who has no e-mail address, with everything that it needs."""
    paula = make_customer(nordlicht, "Paula Papier")
    make_postal_address(paula)
    with in_scope(nordlicht):
        paula.addresses.all().delete()
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
        draft = begin_letter(category, author=anna, customer=paula)
        typed = replace(VALUES, to=[], html="<p>Zu ${ticket.number} kommen wir am Montag.</p>")
        return save_process(draft, typed, category=category, process=None, version=draft.version, by=anna)


def test_a_new_process_leaves_by_letter_to_somebody_without_an_address_for_mail(
    paper: Draft, nordlicht: Tenant, anna: User
) -> None:
    with in_scope(nordlicht):
        sent = send_process(paper, final=True, by=anna)
        letter = OutgoingLetter.objects.select_related("message").get()

        number = one_line(format_number(sent.ticket.number))
        assert (sent.ticket.customer, sent.ticket.kind) == (paper.customer, TicketKind.PROCESS)
        assert Ticket.objects.get().state == TicketState.SENDING
        assert letter.address == ["Paula Papier", "Am Kai 7", "24103 Kiel"]
        assert (letter.message.channel, letter.message.subject) == (MessageChannel.LETTER, "Ihr Zähler")
        assert number in one_line(letter.message.text)
        assert not OutgoingMail.objects.exists()


def test_its_template_is_the_one_for_new_processes(
    template: ReplyTemplate, by_letter: None, nordlicht: Tenant, billing: Category, anna: User, customer: Customer
) -> None:
    make_template(nordlicht, "Brief", kind=TemplateKind.LETTER, html="<p>Antwort</p>", categories=(billing,))
    make_postal_address(customer)
    draft = begun(billing, anna)
    with in_scope(billing.tenant_id):
        letter = answer_by_letter(draft, by=anna)

        assert (letter.template, letter.html) == (template, draft.html)


def test_the_letter_is_looked_at_before_it_has_a_number(paper: Draft, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        sheet = sheet_of_draft(ticket_to_be(paper), paper)

    assert (sheet.address, sheet.subject) == (("Paula Papier", "Am Kai 7", "24103 Kiel"), "Ihr Zähler")
    assert [label for label, _value in sheet.information] == ["Bearbeitung"]


def test_a_letter_becomes_a_mail_again_which_needs_a_recipient(paper: Draft, nordlicht: Tenant, anna: User) -> None:
    with in_scope(nordlicht):
        mail = answer_by_mail(paper, by=anna)

        assert (mail.channel, mail.postal_address, mail.html) == (MessageChannel.MAIL, None, paper.html)
        with refused("The answer has no recipient."):
            send_process(mail, final=True, by=anna)


def test_no_letter_begins_where_nothing_can_be_sent(
    billing: Category, anna: User, customer: Customer, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        with refused("Letters are switched off here. Answer by e-mail."):
            begin_letter(billing, author=anna, customer=customer)
        letters_on()
        prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
        with refused("The contact has no postal address."):
            begin_letter(billing, author=anna, customer=customer)

        assert not Draft.objects.exists()


def test_a_letter_to_an_address_that_was_deleted_opens_no_ticket(paper: Draft, nordlicht: Tenant, anna: User) -> None:
    with in_scope(nordlicht):
        delete_postal_address(paper.postal_address)
        with refused("The contact has no postal address."):
            send_process(paper, final=True, by=anna)

        assert not Ticket.objects.exists()
