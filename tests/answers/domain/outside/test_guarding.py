"""What the send guard says of a question to people outside, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from kontor.answers.domain.forward import send_forward
from kontor.answers.domain.guard import Case, GuardStopped, confirm, findings_of
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import (
    GUARD_ATTACHMENT,
    GUARD_BANK,
    GUARD_GREETING,
    GUARD_LANGUAGE,
    GUARD_NOTE,
    GUARD_RECIPIENT,
)
from kontor.channels.models import MailAccount
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.messages import NewFile, add_files
from kontor.tickets.domain.notes import write_note
from kontor.tickets.enums import InquiryState, TicketState
from kontor.tickets.models import Inquiry, Ticket
from kontor.tickets.preferences import ticket_chain
from tests.answers.domain.outside.conftest import asked, outside_draft
from tests.factories.answers import prefer
from tests.factories.texts import make_template
from tests.factories.tickets import make_message
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"to": []}, "There is no recipient"),
        ({"to": [["", "elke"]]}, "“elke” is not an e-mail address"),
        ({"html": "", "text": " "}, "The text is empty"),
    ],
)
def test_what_is_not_complete_is_not_sent(
    mine: Ticket, asking: MailAccount, anna: User, values: dict[str, Any], sentence: str
) -> None:
    with refused(sentence):
        asked(mine, anna, **values)


NOTE = "Der Kunde ist schwierig und bekommt keine Kulanz mehr von uns."

SEVERAL = f"Hallo Herr Niemand, anbei die Akte von ${{customer.name}}. {NOTE} Konto DE89 3704 0044 0532 0130 00."


@pytest.mark.parametrize("kind", [DraftKind.INQUIRY, DraftKind.FORWARD])
def test_the_send_guard_says_everything_at_once_and_knows_who_is_outside(
    mine: Ticket, asking: MailAccount, forwarding: MailAccount, anna: User, kind: DraftKind
) -> None:
    with in_scope(mine.tenant_id):
        mine.language = "en"
        mine.save()
        write_note(mine, text=NOTE, by=anna)
        _grade(mine, "hint")
        draft = outside_draft(mine, kind, anna, rich=False, text=SEVERAL)
        send = send_inquiry if kind == DraftKind.INQUIRY else send_forward

        with pytest.raises(GuardStopped) as stopped, transaction.atomic():
            send(draft, by=anna)

    codes = [finding.code for finding in stopped.value.findings]
    assert codes == ["placeholder", "attachment", "bank", "note"]
    with everywhere():
        assert not OutgoingMail.objects.exists()
        assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("kind", [DraftKind.INQUIRY, DraftKind.FORWARD])
def test_what_is_to_be_confirmed_goes_out_once_it_is(
    mine: Ticket, asking: MailAccount, forwarding: MailAccount, anna: User, kind: DraftKind
) -> None:
    with in_scope(mine.tenant_id):
        _grade(mine, "confirm")
        draft = outside_draft(mine, kind, anna, rich=False, text="Stimmt das Konto DE89 3704 0044 0532 0130 00?")
        send = send_inquiry if kind == DraftKind.INQUIRY else send_forward
        with pytest.raises(GuardStopped) as stopped, transaction.atomic():
            send(draft, by=anna)
        confirm(draft, [finding.key for finding in stopped.value.findings], by=anna)

        sent = send(draft, by=anna)

        message = sent.message if isinstance(sent, Inquiry) else sent
        assert [(finding.code, finding.confirmed) for finding in message.findings] == [("bank", True)]  # type: ignore[attr-defined]
        assert OutgoingMail.objects.filter(message=message).count() == 1


def test_an_account_number_of_the_customer_is_not_repeated_to_others(
    mine: Ticket, asking: MailAccount, anna: User
) -> None:
    iban = "DE89 3704 0044 0532 0130 00"
    make_message(mine, text=f"Mein Konto ist {iban}.")
    with in_scope(mine.tenant_id):
        _grade(mine, "stop")

    with pytest.raises(GuardStopped) as stopped, transaction.atomic():
        asked(mine, anna, rich=False, text=f"Gehört {iban} dem Kunden?")

    assert [finding.remark.advice for finding in stopped.value.findings] == [
        "Check that it may go to people outside by mail."
    ]


def test_a_file_of_the_conversation_keeps_the_promise_of_one(mine: Ticket, asking: MailAccount, anna: User) -> None:
    with in_scope(mine.tenant_id):
        _grade(mine, "stop")
        add_files(mine.messages.get(), [NewFile("zaehler.pdf", "application/pdf", b"%PDF")])
    draft = outside_draft(mine, DraftKind.INQUIRY, anna, rich=False, text="Anbei das Bild des Kunden.")

    with in_scope(mine.tenant_id):
        inquiry = send_inquiry(draft, by=anna)
        assert isinstance(inquiry, Inquiry)
        assert inquiry.message.attachments.count() == 1


def test_a_template_of_another_tenant_always_stops(
    mine: Ticket, asking: MailAccount, anna: User, alpina: Tenant
) -> None:
    foreign = make_template(alpina, kind=TemplateKind.INQUIRY)
    with in_scope(mine.tenant_id):
        ticket = Ticket.objects.select_related("tenant", "category").get(pk=mine.pk)
        draft = outside_draft(mine, DraftKind.INQUIRY, anna, rich=False, text="Stimmt das?")
        draft.template = foreign

        found = findings_of(Case(ticket, draft, asking), ticket_chain(ticket))

    assert [(finding.code, finding.stops) for finding in found] == [("layout", True)]


def _grade(ticket: Ticket, grade: str) -> None:
    """What the tenant says of every check but the spelling, which needs dictionaries."""
    prefer(ticket.tenant, BEFORE_SENDING, "off")
    for preference in (GUARD_RECIPIENT, GUARD_GREETING, GUARD_LANGUAGE, GUARD_ATTACHMENT, GUARD_BANK, GUARD_NOTE):
        prefer(ticket.tenant, preference, grade)


def test_only_who_has_the_ticket_asks(mine: Ticket, asking: MailAccount, anna: User, bela: User) -> None:
    draft = outside_draft(mine, DraftKind.INQUIRY, bela)

    with in_scope(mine.tenant_id), refused("not on your desk"):
        send_inquiry(draft, by=bela)


def test_further_questions_may_be_open_at_once(mine: Ticket, asking: MailAccount, anna: User) -> None:
    first, second = asked(mine, anna), asked(mine, anna, to=[["", "otto@experts.example"]])

    assert (first.state, second.state) == (InquiryState.OPEN, InquiryState.OPEN)
    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
    assert mine.state == TicketState.EXTERNAL_INQUIRED
