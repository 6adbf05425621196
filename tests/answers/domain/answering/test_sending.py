"""Answers are sent, or kept with what stops them."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from kontor.answers.domain.drafts import (
    DraftValues,
    attach_file,
    mark_seen,
    save_draft,
)
from kontor.answers.domain.guard import GuardStopped
from kontor.answers.domain.send import NewerMessage, send_answer, sender_for
from kontor.answers.domain.suggest import newest_id
from kontor.answers.models import Draft
from kontor.answers.preferences import CHOOSE_SENDER
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Message, Ticket
from tests.answers.domain.answering.conftest import VALUES
from tests.factories.channels import make_account
from tests.factories.org import make_closing_code
from tests.factories.tickets import new_message
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import at_once


def send(draft: Draft, by: User, **values: object) -> Message:
    with in_scope(draft.tenant_id):
        return send_answer(draft, by=by, **values)  # type: ignore[arg-type]


# Sending


def test_a_final_answer_is_on_its_way(draft: Draft, mine: Ticket, anna: User) -> None:
    message = send(draft, anna)

    with in_scope(mine.tenant_id):
        ticket = Ticket.objects.get(pk=mine.pk)
        mail = OutgoingMail.objects.get(message=message)
        assert (ticket.state, ticket.owner, ticket.unread) == (TicketState.SENDING, anna, False)
        assert (mail.recipients, mail.final, mail.account_id) == (["kaethe@post.example"], True, mine.account_id)
        assert (message.kind, message.from_address) == (MessageKind.REPLY, "service@nordlicht.example")
        assert Draft.objects.count() == 0
        assert HistoryEntry.objects.filter(ticket=ticket, action="answered", actor=anna).exists()
    assert [job.arguments["outgoing_id"] for job in waiting_jobs("deliver")] == [mail.pk]


def test_an_intermediate_answer_leaves_the_ticket_where_it_is(draft: Draft, mine: Ticket, anna: User) -> None:
    message = send(draft, anna, final=False)

    with in_scope(mine.tenant_id):
        assert (message.kind, Ticket.objects.get(pk=mine.pk).state) == (MessageKind.INTERMEDIATE, TicketState.ASSIGNED)


def test_files_of_the_draft_go_along(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        attach_file(draft, filename="a.pdf", content_type="application/pdf", content=b"%PDF", by=anna)

    message = send(draft, anna)

    with in_scope(draft.tenant_id):
        assert Attachment.objects.select_related("blob").get(message=message).blob.content == b"%PDF"


def test_something_new_stops_the_sending_until_it_was_seen(draft: Draft, mine: Ticket, anna: User) -> None:
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(mine.customer))
        with pytest.raises(NewerMessage), transaction.atomic():
            send_answer(draft, by=anna)
        mark_seen(draft, message_id=newest_id(mine), by=anna)

        assert send_answer(draft, by=anna).pk


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": " \n"}, "The answer is empty."),
        ({"to": []}, "The answer has no recipient."),
        ({"cc": [["", "nonsense"]]}, "“nonsense” is not an e-mail address."),
        ({"to": [["", "k@post.example(Bank)"]]}, "“k@post.example(Bank)” is not an e-mail address."),
        ({"bcc": [["", "a@b@post.example"]]}, "“a@b@post.example” is not an e-mail address."),
    ],
)
def test_what_cannot_be_sent_is_refused_and_kept(
    draft: Draft, anna: User, values: dict[str, object], sentence: str
) -> None:
    with in_scope(draft.tenant_id):
        Draft.objects.filter(pk=draft.pk).update(**values)
        with refused(sentence):
            send_answer(draft, by=anna)

        assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_ticket_that_left_the_desk_is_not_answered(draft: Draft, mine: Ticket, anna: User, bela: User) -> None:
    with in_scope(mine.tenant_id):
        Ticket.objects.filter(pk=mine.pk).update(owner=bela)

        with refused("Bela Brand has it now. Your draft is kept."):
            send_answer(draft, by=anna)


def test_a_category_may_forbid_answers(draft: Draft, billing: Category, anna: User) -> None:
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(answer_allowed=False)

        with refused("may not be answered"):
            send_answer(draft, by=anna)


def test_a_final_answer_needs_the_closing_code_that_the_category_wants(
    draft: Draft, mine: Ticket, billing: Category, anna: User
) -> None:
    code = make_closing_code(billing)
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
        Draft.objects.filter(pk=draft.pk).update(text="${customer.size}")
        with pytest.raises(GuardStopped), transaction.atomic():
            send_answer(draft, by=anna)
        Draft.objects.filter(pk=draft.pk).update(text="Gern.")
        with refused("asks for a closing code"):
            send_answer(draft, by=anna)
        send_answer(draft, closing_code=code, by=anna)

        assert Ticket.objects.get(pk=mine.pk).closing_code == code


def test_pressing_send_twice_sends_once(committed_db: str, draft: Draft, anna: User) -> None:
    results = at_once(*[partial(send, draft, anna)] * 2)

    assert len([result for result in results if isinstance(result, Message)]) == 1
    with in_scope(draft.tenant_id):
        assert OutgoingMail.objects.count() == 1


def test_the_sender_is_the_account_the_request_came_in_through_unless_chosen(
    draft: Draft, mine: Ticket, anna: User, nordlicht: Tenant
) -> None:
    other = make_account(nordlicht, "technik@nordlicht.example")
    with in_scope(nordlicht):
        first = sender_for(mine)
        chosen = save_draft(draft, DraftValues(**{**vars(VALUES), "account": other}), version=2, by=anna)

        assert first.account.address == "service@nordlicht.example"
        assert sender_for(mine, chosen).account == other


def test_the_sender_may_be_chosen_as_the_tenant_says(draft: Draft, mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    other = make_account(nordlicht, "technik@nordlicht.example")
    choice = DraftValues(**{**vars(VALUES), "account": other})
    with in_scope(nordlicht):
        chosen = save_draft(draft, choice, version=2, by=anna)
        CHOOSE_SENDER.set_on(nordlicht, False)  # type: ignore[arg-type]
        nordlicht.save()
        ticket = Ticket.objects.get(pk=mine.pk)
        sender = sender_for(ticket, chosen)

        assert (sender.account.address, sender.others) == ("service@nordlicht.example", [])
        with refused("Answers to this ticket cannot be sent from “technik@nordlicht.example”."):
            save_draft(chosen, choice, version=3, by=anna)
        assert send_answer(chosen, by=anna).from_address == "service@nordlicht.example"


def test_an_answer_is_not_sent_as_another_tenant(
    draft: Draft, anna: User, nordlicht: Tenant, alpina: Tenant, alpina_account: MailAccount
) -> None:
    with in_scope(nordlicht, alpina), refused("cannot be sent from"):
        save_draft(draft, DraftValues(**{**vars(VALUES), "account": alpina_account}), version=2, by=anna)


def test_an_answer_leaves_through_the_chosen_account(draft: Draft, anna: User, general_account: MailAccount) -> None:
    with in_scope(draft.tenant_id):
        choice = DraftValues(**{**vars(VALUES), "account": general_account})
        message = send_answer(save_draft(draft, choice, version=2, by=anna), by=anna)

        assert message.from_address == general_account.address
        assert OutgoingMail.objects.get().account == general_account


def test_a_second_click_finds_nothing_to_send(mine: Ticket, draft: Draft, anna: User) -> None:
    send(draft, anna)

    with in_scope(mine.tenant_id):
        with refused("This draft was sent or thrown away elsewhere."):
            save_draft(draft, VALUES, version=draft.version, by=anna)
        with refused("This draft was sent or thrown away elsewhere."):
            send_answer(draft, by=anna)

        assert OutgoingMail.objects.count() == 1
