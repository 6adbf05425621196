"""Asking and forwarding outside: what leaves, through which account, and what waits then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from kontor.answers.domain.forward import forward, forward_letter, send_forward
from kontor.answers.domain.guard import Case, GuardStopped, confirm, findings_of
from kontor.answers.domain.inquire import inquiry_sender, send_inquiry
from kontor.answers.domain.outside_drafts import find_outside_draft, open_outside_draft
from kontor.answers.domain.reminders import remind, remind_due
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
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose
from kontor.outbox.domain.retrying import correct_and_resend
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.tickets.domain.closing import close_after_sending, close_ticket, reopen_after_failure
from kontor.tickets.domain.inquiries import take_back_inquiries
from kontor.tickets.domain.messages import NewFile, add_files, append_message
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import read_message_id
from kontor.tickets.enums import InquiryState, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Inquiry, Message, Notice, Ticket
from kontor.tickets.preferences import MOST_REMINDERS, REMIND_INQUIRIES_AFTER, ticket_chain
from tests.factories.answers import prefer
from tests.factories.channels import make_account, make_tenant_accounts
from tests.factories.org import make_closing_code
from tests.factories.texts import make_include, make_template
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

EXPERT = ["Elke Elektrik", "elke@experts.example"]


@pytest.fixture
def mine(billing: Category, customer: Any, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


@pytest.fixture
def asking(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "rueckfrage@nordlicht.example", kind=AccountKind.SECOND_LEVEL)


@pytest.fixture
def forwarding(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)


def _draft(ticket: Ticket, kind: DraftKind, by: User, **values: Any) -> Draft:
    """Begun as the editor begins it, and addressed to the expert."""
    with in_scope(ticket.tenant_id):
        draft = open_outside_draft(ticket, kind, author=by)
        for name, value in {"to": [EXPERT], **values}.items():
            setattr(draft, name, value)
        draft.save()
        return draft


def _ask(ticket: Ticket, by: User, **values: Any) -> Inquiry:
    hours = values.pop("remind_after", None)
    with in_scope(ticket.tenant_id):
        sent = send_inquiry(_draft(ticket, DraftKind.INQUIRY, by, **values), remind_after=hours, by=by)
    assert isinstance(sent, Inquiry)
    return sent


def _forward(ticket: Ticket, by: User, **how: Any) -> Message:
    with in_scope(ticket.tenant_id):
        sent = send_forward(_draft(ticket, DraftKind.FORWARD, by), by=by, **how)
    assert isinstance(sent, Message)
    return sent


def _steps(ticket: Ticket) -> list[str]:
    return [entry.action for entry in HistoryEntry.objects.filter(ticket=ticket).order_by("id")]


# -- asking -----------------------------------------------------------------------------------------


def test_an_inquiry_leaves_through_the_second_level_account_and_the_ticket_waits(
    mine: Ticket, asking: MailAccount, anna: User
) -> None:
    inquiry = _ask(mine, anna)

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
        assert _steps(mine)[-1] == "inquired"
        assert find_outside_draft(mine, DraftKind.INQUIRY, anna) is None


def test_the_customers_mail_goes_along_and_notes_never_do(mine: Ticket, asking: MailAccount, anna: User) -> None:
    with in_scope(mine.tenant_id):
        write_note(mine, text="Kunde ist schwierig.", by=anna)
    make_message(mine, kind=MessageKind.INQUIRY_ANSWER, text="Vertraulich: Zähler stand falsch.")

    inquiry = _ask(mine, anna)

    assert "> Guten Tag, meine Abrechnung stimmt nicht." in inquiry.message.text
    assert "meine Abrechnung stimmt nicht" in inquiry.message.html
    for internal in ("schwierig", "Vertraulich"):
        assert internal not in inquiry.message.text + inquiry.message.html


def test_it_begins_a_conversation_of_its_own(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = _ask(mine, anna)

    assert (inquiry.message.in_reply_to, inquiry.message.references) == ("", [])


def test_files_of_the_customer_go_along_as_chosen(mine: Ticket, asking: MailAccount, anna: User) -> None:
    with in_scope(mine.tenant_id):
        message = mine.messages.get()
        add_files(
            message, [NewFile("zaehler.pdf", "application/pdf", b"%PDF"), NewFile("b.pdf", "application/pdf", b"x")]
        )
    draft = _draft(mine, DraftKind.INQUIRY, anna)
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

    inquiry = _ask(mine, anna)

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

    draft = _draft(mine, DraftKind.INQUIRY, anna)

    assert "Kunde" not in draft.text
    assert "Sehr geehrte Damen und Herren" in draft.text


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
        _ask(mine, anna, **values)


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
        draft = _draft(mine, kind, anna, rich=False, text=SEVERAL)
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
        draft = _draft(mine, kind, anna, rich=False, text="Stimmt das Konto DE89 3704 0044 0532 0130 00?")
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
        _ask(mine, anna, rich=False, text=f"Gehört {iban} dem Kunden?")

    assert [finding.remark.advice for finding in stopped.value.findings] == [
        "Check that it may go to people outside by mail."
    ]


def test_a_file_of_the_conversation_keeps_the_promise_of_one(mine: Ticket, asking: MailAccount, anna: User) -> None:
    with in_scope(mine.tenant_id):
        _grade(mine, "stop")
        add_files(mine.messages.get(), [NewFile("zaehler.pdf", "application/pdf", b"%PDF")])
    draft = _draft(mine, DraftKind.INQUIRY, anna, rich=False, text="Anbei das Bild des Kunden.")

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
        draft = _draft(mine, DraftKind.INQUIRY, anna, rich=False, text="Stimmt das?")
        draft.template = foreign

        found = findings_of(Case(ticket, draft, asking), ticket_chain(ticket))

    assert [(finding.code, finding.stops) for finding in found] == [("layout", True)]


def _grade(ticket: Ticket, grade: str) -> None:
    """What the tenant says of every check but the spelling, which needs dictionaries."""
    prefer(ticket.tenant, BEFORE_SENDING, "off")
    for preference in (GUARD_RECIPIENT, GUARD_GREETING, GUARD_LANGUAGE, GUARD_ATTACHMENT, GUARD_BANK, GUARD_NOTE):
        prefer(ticket.tenant, preference, grade)


def test_only_who_has_the_ticket_asks(mine: Ticket, asking: MailAccount, anna: User, bela: User) -> None:
    draft = _draft(mine, DraftKind.INQUIRY, bela)

    with in_scope(mine.tenant_id), refused("not on your desk"):
        send_inquiry(draft, by=bela)


def test_further_questions_may_be_open_at_once(mine: Ticket, asking: MailAccount, anna: User) -> None:
    first, second = _ask(mine, anna), _ask(mine, anna, to=[["", "otto@experts.example"]])

    assert (first.state, second.state) == (InquiryState.OPEN, InquiryState.OPEN)
    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
    assert mine.state == TicketState.EXTERNAL_INQUIRED


# -- accounts ---------------------------------------------------------------------------------------


def test_the_tenants_default_comes_before_its_first_account_and_general_ones(
    mine: Ticket, asking: MailAccount, nordlicht: Tenant
) -> None:
    general = make_account(None, "fragen@kontor.example", kind=AccountKind.SECOND_LEVEL)
    chosen = make_account(nordlicht, "fachfragen@nordlicht.example", kind=AccountKind.SECOND_LEVEL)
    with everywhere():
        assert inquiry_sender(mine).account == asking

        make_tenant_accounts(nordlicht, inquiries=chosen)
        assert inquiry_sender(mine).account == chosen
        assert inquiry_sender(mine).reason == "The tenant's default system account for this."

        MailAccount.objects.filter(pk__in=[asking.pk, chosen.pk]).update(active=False)
        assert inquiry_sender(mine).account == general


def test_an_account_that_only_receives_gets_the_answers(mine: Ticket, nordlicht: Tenant, anna: User) -> None:
    receiving = make_account(nordlicht, "antworten@nordlicht.example", kind=AccountKind.SECOND_LEVEL, smtp_host="")

    inquiry = _ask(mine, anna)

    with in_scope(nordlicht):
        mail = OutgoingMail.objects.get(message=inquiry.message)
        assert (mail.account_id, mail.reply_account) == (mine.account_id, receiving)


def test_without_a_system_account_the_mail_leaves_as_an_answer_would(mine: Ticket, anna: User) -> None:
    inquiry = _ask(mine, anna)

    with in_scope(mine.tenant_id):
        mail = OutgoingMail.objects.get(message=inquiry.message)
        assert (mail.account_id, mail.reply_account) == (mine.account_id, None)


def test_no_account_of_another_tenant_is_ever_taken(mine: Ticket, alpina: Tenant) -> None:
    make_account(alpina, kind=AccountKind.SECOND_LEVEL)

    with everywhere():
        assert inquiry_sender(mine).account.pk == mine.account_id


# -- forwarding -------------------------------------------------------------------------------------


def test_a_forward_without_closing_waits_for_the_answer_to_the_reply_account(
    mine: Ticket, forwarding: MailAccount, anna: User
) -> None:
    message = _forward(mine, anna)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        mail = OutgoingMail.objects.get(message=message)
        assert mine.state == TicketState.EXTERNAL_FORWARDED
        assert (mail.account, mail.final) == (forwarding, False)
        assert Inquiry.objects.get(message=message).state == InquiryState.OPEN
        assert _steps(mine)[-1] == "forwarded"


def test_a_forward_with_closing_closes_once_it_is_out(mine: Ticket, forwarding: MailAccount, anna: User) -> None:
    message = _forward(mine, anna, closing=True)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        assert mine.state == TicketState.SENDING
        assert OutgoingMail.objects.get(message=message).final
        assert Inquiry.objects.get(message=message).state == InquiryState.ENDED
        close_after_sending(mine)
        mine.refresh_from_db()
        assert mine.state == TicketState.CLOSED


def test_closing_asks_for_the_closing_code_of_the_category(mine: Ticket, forwarding: MailAccount, anna: User) -> None:
    code = make_closing_code(mine.category)
    with in_scope(mine.tenant_id):
        Category.objects.filter(pk=mine.category_id).update(closing_code_required=True)

    with refused("asks for a closing code"):
        _forward(mine, anna, closing=True)
    _forward(mine, anna, closing=True, closing_code=code)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        assert mine.closing_code == code


def test_the_system_forwards_a_ticket_that_nobody_has(billing: Category, forwarding: MailAccount) -> None:
    ticket = make_ticket(billing)
    template = make_template(billing.tenant, html="<p>Bitte übernehmen.</p>", kind=TemplateKind.FORWARD)
    with in_scope(ticket.tenant_id):
        letter = forward_letter(ticket, to=[EXPERT], template=template)

        message = forward(ticket, letter, closing=False, by=None)

        ticket.refresh_from_db()
        assert (ticket.state, ticket.owner) == (TicketState.EXTERNAL_FORWARDED, None)
        assert (message.author, "Bitte übernehmen." in message.text) == (None, True)


# -- the end of waiting -----------------------------------------------------------------------------


def test_taken_back_the_ticket_is_on_the_desk_and_nobody_waits(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        take_back_inquiries(mine, by=anna)

        inquiry.refresh_from_db()
        mine.refresh_from_db()
        assert (mine.state, mine.owner, inquiry.state) == (TicketState.ASSIGNED, anna, InquiryState.TAKEN_BACK)
        assert _steps(mine)[-1] == "inquiry_taken_back"
        with refused("does not wait for anybody"):
            take_back_inquiries(mine, by=anna)


def test_closing_ends_what_is_open(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        close_ticket(mine, by=anna)

        inquiry.refresh_from_db()
        assert (inquiry.state, inquiry.remind_at) == (InquiryState.ENDED, None)
        assert _steps(mine)[-2:] == ["inquiry_ended", "closed"]


def test_the_customer_writes_meanwhile_and_the_ticket_comes_back_while_the_question_stays_open(
    mine: Ticket, asking: MailAccount, anna: User
) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(mine.customer, text="Und noch etwas."))

        mine.refresh_from_db()
        inquiry.refresh_from_db()
        assert (mine.state, inquiry.state) == (TicketState.ASSIGNED, InquiryState.OPEN)


def test_a_machines_answer_ends_no_waiting(mine: Ticket, asking: MailAccount, anna: User) -> None:
    _ask(mine, anna)
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(None, kind=MessageKind.AUTO_REPLY, text="Ich bin im Urlaub."))

        mine.refresh_from_db()
        assert mine.state == TicketState.EXTERNAL_INQUIRED


def test_what_does_not_arrive_comes_back_to_who_asked(mine: Ticket, asking: MailAccount, anna: User) -> None:
    _ask(mine, anna)
    with in_scope(mine.tenant_id):
        reopen_after_failure(mine, author=anna, recipients="elke@experts.example", reason="550 unknown")

        mine.refresh_from_db()
        assert (mine.state, mine.owner, mine.delivery_failed) == (TicketState.ASSIGNED, anna, True)
        assert Notice.objects.get(user=anna).kind == NoticeKind.DELIVERY_FAILED


# -- reminders --------------------------------------------------------------------------------------


def _reminders(ticket: Ticket) -> list[Message]:
    with in_scope(ticket.tenant_id):
        return list(Message.objects.filter(ticket=ticket, kind=MessageKind.REMINDER).order_by("id"))


def test_who_does_not_answer_is_reminded_as_often_as_the_settings_say(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, frozen: Any
) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {REMIND_INQUIRIES_AFTER.key: 24, MOST_REMINDERS.key: 2}
        nordlicht.save(update_fields=["preferences"])
        mine.refresh_from_db()
    inquiry = _ask(mine, anna)

    counts = []
    for hours in (23, 2, 23, 2, 48):
        frozen.move(hours=hours)
        counts.append(remind_due(nordlicht.pk))

    assert counts == [0, 1, 0, 1, 0]
    first = _reminders(mine)[0]
    assert first.in_reply_to == inquiry.message.message_id
    assert first.subject == f"Erinnerung: {inquiry.message.subject}"
    with in_scope(nordlicht):
        assert OutgoingMail.objects.get(message=first).automatic
        inquiry.refresh_from_db()
        assert (inquiry.reminders, inquiry.remind_at) == (2, None)
        assert inquiry.overdue_at is not None and inquiry.overdue_at < clock.now()
        assert Notice.objects.filter(user=anna, kind=NoticeKind.INQUIRY_OVERDUE).count() == 2


def test_without_hours_nobody_is_reminded_and_nothing_is_overdue(
    mine: Ticket, asking: MailAccount, anna: User, frozen: Any
) -> None:
    inquiry = _ask(mine, anna, remind_after=0)
    frozen.move(days=30)

    assert remind_due(mine.tenant_id) == 0
    assert inquiry.overdue_at is None


def test_without_reminders_who_asked_is_told_all_the_same(
    mine: Ticket, asking: MailAccount, anna: User, nordlicht: Tenant, frozen: Any
) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {MOST_REMINDERS.key: 0}
        nordlicht.save(update_fields=["preferences"])
        mine.refresh_from_db()
    _ask(mine, anna, remind_after=24)
    frozen.move(hours=25)

    assert (remind_due(nordlicht.pk), remind_due(nordlicht.pk)) == (0, 0)
    with in_scope(nordlicht):
        assert Notice.objects.get(user=anna).kind == NoticeKind.INQUIRY_OVERDUE


def test_somebody_reminds_by_hand(mine: Ticket, asking: MailAccount, anna: User) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        message = remind(inquiry, by=anna)

        assert message.author == anna
        assert not OutgoingMail.objects.get(message=message).automatic
        assert _steps(mine)[-1] == "reminded_by_hand"
        take_back_inquiries(mine, by=anna)
        with refused("does not wait for anybody"):
            remind(inquiry, by=anna)


def test_two_clicks_remind_once(mine: Ticket, asking: MailAccount, anna: User, frozen: Any) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        remind(inquiry, by=anna)
        with refused("They were reminded a moment ago."):
            remind(inquiry, by=anna)
        frozen.move(minutes=3)
        remind(inquiry, by=anna)

    assert len(_reminders(mine)) == 2


def test_nobody_is_reminded_of_what_never_arrived(mine: Ticket, asking: MailAccount, anna: User, frozen: Any) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.filter(message=inquiry.message).update(
            state=DeliveryState.BOUNCED, refused={"elke@experts.example": "550"}
        )
    frozen.move(days=3)

    assert remind_due(mine.tenant_id) == 0
    with in_scope(mine.tenant_id):
        assert "not_reminded" in _steps(mine)


def test_an_error_at_one_reminder_keeps_none_of_the_others_back(
    committed_db: str, mine: Ticket, asking: MailAccount, anna: User, frozen: Any
) -> None:
    broken, sound = _ask(mine, anna), _ask(mine, anna, to=[["", "otto@experts.example"]])
    with in_scope(mine.tenant_id):
        Inquiry.objects.filter(pk=broken.pk).update(to=[["an entry without an address"]])
    frozen.move(days=3)

    with pytest.raises(ExceptionGroup, match="1 of 2 reminders") as raised:
        remind_due(mine.tenant_id)

    assert [type(error) for error in raised.value.exceptions] == [ValueError]
    assert [message.to for message in _reminders(mine)] == [[["", "otto@experts.example"]]]
    with in_scope(mine.tenant_id):
        counts = dict(Inquiry.objects.values_list("pk", "reminders"))
        assert counts == {broken.pk: 0, sound.pk: 1}


def test_a_reminder_goes_to_the_corrected_address(mine: Ticket, asking: MailAccount, anna: User, frozen: Any) -> None:
    inquiry = _ask(mine, anna)
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.filter(message=inquiry.message).update(
            corrected={"elke@experts.example": "elke.e@experts.example"}
        )
    frozen.move(days=3)

    assert remind_due(mine.tenant_id) == 1
    assert _reminders(mine)[0].to == [["Elke Elektrik", "elke.e@experts.example"]]


def test_a_question_to_a_corrected_address_is_answered_to_the_same_account(
    mine: Ticket, nordlicht: Tenant, anna: User
) -> None:
    receiving = make_account(nordlicht, "antworten@nordlicht.example", kind=AccountKind.SECOND_LEVEL, smtp_host="")
    inquiry = _ask(mine, anna)
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(message=inquiry.message).update(state=DeliveryState.FAILED)
        first = OutgoingMail.objects.get(message=inquiry.message)

        again = correct_and_resend(first, old="elke@experts.example", new="e.elektrik@post.example", by=anna)

        assert (again.reply_account, b"Reply-To: " in compose(again)) == (receiving, True)
        inquiry.refresh_from_db()
        assert inquiry.to == [["Elke Elektrik", "e.elektrik@post.example"]]


def test_nothing_goes_outside_to_ourselves(mine: Ticket, forwarding: MailAccount, anna: User) -> None:
    """Kontor passes over what comes from itself: a request that closes so would be lost."""
    with in_scope(mine.tenant_id):
        draft = _draft(mine, DraftKind.FORWARD, anna, to=[EXPERT, ["", "Weiterleitung@nordlicht.example"]])
        with refused("is one of our own addresses."):
            send_forward(draft, closing=True, by=anna)
