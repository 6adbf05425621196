"""People outside are asked: what goes out, and what goes along."""

from __future__ import annotations

from datetime import UTC, datetime

from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import find_outside_draft
from kontor.answers.enums import DraftKind
from kontor.channels.models import MailAccount
from kontor.kernel.text import one_line
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.tickets.domain.messages import NewFile, add_files
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import read_message_id
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.answers.domain.outside.conftest import asked, outside_draft, steps_of
from tests.factories.texts import make_include, make_template
from tests.factories.tickets import make_message
from tests.support.scoping import in_scope


def test_an_inquiry_leaves_through_the_second_level_account_and_the_ticket_waits(
    mine: Ticket, asking: MailAccount, anna: User
) -> None:
    inquiry = asked(mine, anna)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        mail = OutgoingMail.objects.get(message=inquiry.message)
        assert (mine.state, mine.owner) == (TicketState.EXTERNAL_INQUIRED, anna)
        assert (mail.account, mail.final, mail.recipients) == (asking, False, ["elke@experts.example"])
        assert inquiry.message.kind == MessageKind.INQUIRY
        assert inquiry.message.from_address == "rueckfrage@nordlicht.example"
        claim = read_message_id(inquiry.message.message_id)
        assert claim is not None and claim.message_id == inquiry.message_id
        assert one_line(format_number(mine.number)) in inquiry.message.subject
        assert steps_of(mine)[-1] == "inquired"
        assert find_outside_draft(mine, DraftKind.INQUIRY, anna) is None


def test_the_customers_mail_goes_along_and_notes_never_do(mine: Ticket, asking: MailAccount, anna: User) -> None:
    with in_scope(mine.tenant_id):
        write_note(mine, text="Kunde ist schwierig.", by=anna)
    make_message(mine, kind=MessageKind.INQUIRY_ANSWER, text="Vertraulich: Zähler stand falsch.")

    inquiry = asked(mine, anna)

    assert "> Guten Tag, meine Abrechnung stimmt nicht." in inquiry.message.text
    assert "meine Abrechnung stimmt nicht" in inquiry.message.html
    for internal in ("schwierig", "Vertraulich"):
        assert internal not in inquiry.message.text + inquiry.message.html


def test_it_begins_a_conversation_of_its_own(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = asked(mine, anna)

    assert (inquiry.message.in_reply_to, inquiry.message.references) == ("", [])


def test_files_of_the_customer_go_along_as_chosen(mine: Ticket, asking: MailAccount, anna: User) -> None:
    with in_scope(mine.tenant_id):
        message = mine.messages.get()
        add_files(
            message, [NewFile("zaehler.pdf", "application/pdf", b"%PDF"), NewFile("b.pdf", "application/pdf", b"x")]
        )
    draft = outside_draft(mine, DraftKind.INQUIRY, anna)
    first, second = draft.options["files"]
    draft.options = {**draft.options, "files": [first]}
    with in_scope(mine.tenant_id):
        draft.save()
        inquiry = send_inquiry(draft, by=anna)
        assert isinstance(inquiry, Inquiry)

        assert [file.filename for file in inquiry.message.attachments.all()] == ["zaehler.pdf"]
    assert second != first


def test_the_template_of_the_category_is_the_beginning_in_the_tenants_design(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant
) -> None:
    make_template(
        nordlicht,
        html="<p>Bitte prüfen Sie ${ticket.number}.</p>",
        subject="Fachfrage",
        kind=TemplateKind.INQUIRY,
        categories=(mine.category,),
    )
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Briefkopf Nordlicht</p>")

    inquiry = asked(mine, anna)

    number = one_line(format_number(mine.number))
    assert inquiry.message.subject == f"Fachfrage [#{number}]"
    assert f"Bitte prüfen Sie {number}." in one_line(inquiry.message.text)
    assert "Briefkopf Nordlicht" in inquiry.message.html


def test_the_text_greets_the_expert_and_not_the_customer(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant
) -> None:
    make_template(
        nordlicht, html="<p>${customer.salutation}</p>", kind=TemplateKind.INQUIRY, categories=(mine.category,)
    )

    draft = outside_draft(mine, DraftKind.INQUIRY, anna)

    assert "Kunde" not in draft.text
    assert "Sehr geehrte Damen und Herren" in draft.text


def test_the_quote_is_dated_by_the_tenants_clock_and_worded_as_in_answers(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(time_zone="America/New_York")
        Message.objects.filter(ticket=mine).update(at=datetime(2026, 3, 2, 17, 5, tzinfo=UTC), from_name="Karla Kunde")

    inquiry = asked(mine, anna)

    assert "Am 2. März 2026 um 12:05 schrieb Karla Kunde:" in inquiry.message.text
