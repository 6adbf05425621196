"""Drafts, suggestions and sending."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from kontor.answers.domain.drafts import (
    Conflict,
    DraftValues,
    attach_file,
    detach_file,
    discard_draft,
    find_draft,
    mark_seen,
    open_draft,
    save_draft,
)
from kontor.answers.domain.guard import GuardStopped
from kontor.answers.domain.queries import DeskCounts, desk_counts, drafts_of
from kontor.answers.domain.send import NewerMessage, send_answer, sender_for
from kontor.answers.domain.suggest import newest_id, suggest_reply
from kontor.answers.models import Draft
from kontor.answers.preferences import CHOOSE_SENDER
from kontor.channels.models import MailAccount
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Message, Ticket
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import at_once

VALUES = DraftValues(to=[["", "kaethe@post.example"]], cc=[], bcc=[], subject="Re: x", text="Gern.")


@pytest.fixture
def mine(billing: Category, customer: object, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="AW: Zähler")  # type: ignore[arg-type]


@pytest.fixture
def draft(mine: Ticket, anna: User) -> Draft:
    with in_scope(mine.tenant_id):
        return save_draft(open_draft(mine, author=anna), VALUES, version=1, by=anna)


def _send(draft: Draft, by: User, **values: object) -> Message:
    with in_scope(draft.tenant_id):
        return send_answer(draft, by=by, **values)  # type: ignore[arg-type]


def _open(ticket: Ticket, author: User) -> Draft:
    with in_scope(ticket.tenant_id):
        return open_draft(ticket, author=author)


# Suggestions


def test_the_suggestion_answers_the_latest_message(mine: Ticket, anna: User) -> None:
    latest = make_message(mine, from_name="Käthe", from_address="neu@post.example", reply_to="antwort@post.example")

    with in_scope(mine.tenant_id):
        found = suggest_reply(mine, author=anna)

    assert (found.to, found.seen_message_id) == ([["Käthe", "antwort@post.example"]], latest.pk)
    assert found.subject == f"Re: Zähler [#{format_number(mine.number)}]".replace("\u00a0", " ")
    assert found.begins.text.endswith(f"Anna Arndt\n{mine.tenant.name}")


def test_incoming_copies_are_taken_over_as_the_tenant_says_without_our_own(
    mine: Ticket, anna: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_no_reply_address(nordlicht, "no-reply@nordlicht.example")
    make_message(
        mine,
        from_address="kaethe@post.example",
        to=[["", "SERVICE@nordlicht.example"], ["", "kaethe@post.example"]],
        cc=[["Max", "max@post.example"], ["", "MAX@post.example"], ["", "no-reply@nordlicht.example"]],
    )
    found = []
    for wanted in (False, True):
        with in_scope(nordlicht):
            Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"answers.copy_incoming_cc": wanted})
            ticket = Ticket.objects.select_related("tenant", "category", "customer").get(pk=mine.pk)
            found.append(suggest_reply(ticket, author=anna).cc)

    assert found == [[], [["Max", "max@post.example"]]]


# Drafts


def test_a_draft_is_opened_once(mine: Ticket, anna: User) -> None:
    assert _open(mine, anna) == _open(mine, anna)


def test_two_windows_that_open_a_draft_at_once_have_one(committed_db: str, mine: Ticket, anna: User) -> None:
    drafts = at_once(*[partial(_open, mine, anna)] * 4)

    assert len({draft.pk for draft in drafts if isinstance(draft, Draft)}) == 1
    assert [draft for draft in drafts if isinstance(draft, Exception)] == []


def test_two_windows_do_not_overwrite_each_other(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        with pytest.raises(Conflict) as caught, transaction.atomic():
            save_draft(draft, VALUES, version=1, by=anna)

        assert (caught.value.draft.version, Draft.objects.get(pk=draft.pk).text) == (2, "Gern.")


def test_a_draft_is_its_authors_alone(draft: Draft, mine: Ticket, anna: User, bela: User) -> None:
    with in_scope(draft.tenant_id):
        with refused("This draft was sent or thrown away elsewhere."):
            save_draft(draft, VALUES, version=2, by=bela)
        discard_draft(draft, by=bela)
        mark_seen(draft, message_id=99, by=bela)

        assert (find_draft(mine, bela), find_draft(mine, anna), list(drafts_of(anna))) == (None, draft, [draft])
        assert Draft.objects.get(pk=draft.pk).seen_message_id != 99


def test_files_are_put_to_a_draft_and_taken_off(draft: Draft, anna: User, bela: User) -> None:
    with in_scope(draft.tenant_id):
        file = attach_file(draft, filename="a.pdf", content_type="application/pdf", content=b"%PDF", by=anna)
        with refused("belongs to somebody else"):
            attach_file(draft, filename="b.pdf", content_type="", content=b"x", by=bela)
        with refused("is empty"):
            attach_file(draft, filename="c.pdf", content_type="", content=b"", by=anna)
        before = draft.files.count()
        detach_file(file, by=anna)

        assert (before, draft.files.count()) == (1, 0)


def test_the_files_of_an_answer_have_a_limit_together(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    half = b"x" * (600 * 1024)
    with in_scope(draft.tenant_id):
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"answers.most_attached": 1})
        attach_file(draft, filename="a.pdf", content_type="application/pdf", content=half, by=anna)
        with refused("The files would have 2 MB together; an answer may carry 1 MB."):
            attach_file(Draft.objects.get(), filename="b.pdf", content_type="", content=half, by=anna)

        assert (draft.files.count(), Draft.objects.get().text) == (1, draft.text)


def test_an_answer_that_became_too_large_is_not_sent_and_its_draft_is_kept(
    draft: Draft, mine: Ticket, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(draft.tenant_id):
        attach_file(draft, filename="a.pdf", content_type="", content=b"x" * (1024 * 1024 + 1), by=anna)
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences={"answers.most_attached": 1})
        draft = Draft.objects.get(pk=draft.pk)
        with refused("The files would have 2 MB together; an answer may carry 1 MB."):
            send_answer(draft, by=anna)

        assert (Draft.objects.get().text, OutgoingMail.objects.count()) == (draft.text, 0)


def test_the_figures_of_the_desk(draft: Draft, mine: Ticket, anna: User, bela: User) -> None:
    with in_scope(draft.tenant_id):
        assert desk_counts(load_access(anna, (draft.tenant_id,))) == DeskCounts(mine=1, drafts=1, failed=0, notices=0)
        assert desk_counts(load_access(bela, (draft.tenant_id,))) == DeskCounts(mine=0, drafts=0, failed=0, notices=0)


# Sending


def test_a_final_answer_is_on_its_way(draft: Draft, mine: Ticket, anna: User) -> None:
    message = _send(draft, anna)

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
    message = _send(draft, anna, final=False)

    with in_scope(mine.tenant_id):
        assert (message.kind, Ticket.objects.get(pk=mine.pk).state) == (MessageKind.INTERMEDIATE, TicketState.ASSIGNED)


def test_files_of_the_draft_go_along(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        attach_file(draft, filename="a.pdf", content_type="application/pdf", content=b"%PDF", by=anna)

    message = _send(draft, anna)

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
    results = at_once(*[partial(_send, draft, anna)] * 2)

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
    _send(draft, anna)

    with in_scope(mine.tenant_id):
        with refused("This draft was sent or thrown away elsewhere."):
            save_draft(draft, VALUES, version=draft.version, by=anna)
        with refused("This draft was sent or thrown away elsewhere."):
            send_answer(draft, by=anna)

        assert OutgoingMail.objects.count() == 1
