"""A new process begins with a mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from kontor.answers.domain.attached import require_room
from kontor.answers.domain.drafts import Conflict, DraftValues, attach_file
from kontor.answers.domain.guard import GuardStopped
from kontor.answers.domain.new_process import (
    categories_for_new,
    save_process,
    send_process,
    sender_of_process,
)
from kontor.answers.domain.switching import about_draft, take_template
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import MessageKind, TicketKind, TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.answers.domain.new_process.conftest import TO, VALUES, begun, sent
from tests.factories.channels import make_account
from tests.factories.customers import make_customer
from tests.factories.texts import make_content, make_template
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def saved(draft: Draft, values: DraftValues = VALUES, process: Ticket | None = None) -> Draft:
    with in_scope(draft.tenant_id):
        assert draft.category
        return save_process(
            draft, values, category=draft.category, process=process, version=draft.version, by=draft.author
        )


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
        assert sentence(HistoryEntry.objects.get(ticket=ticket, action="answered")) == f"Written by {anna.name}"
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
