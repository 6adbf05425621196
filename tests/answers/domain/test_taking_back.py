"""The undo window: an answer waits before it leaves, and may be taken back until a worker has it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import translation

from kontor.answers.domain.drafts import DraftValues, attach_file, open_draft, save_draft
from kontor.answers.domain.send import dispatch, send_answer
from kontor.answers.domain.taking_back import answer_of, take_back_answer
from kontor.answers.enums import GuardGrade
from kontor.answers.models import Draft, SentAnswer
from kontor.answers.preferences import GUARD_RECIPIENT, UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.outbox.domain.delivery import _claim
from kontor.outbox.domain.recovery import sweep
from kontor.outbox.domain.retrying import try_again
from kontor.outbox.domain.turns import Queue
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.states import lock
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Attachment, HistoryEntry, Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.tickets import make_ticket
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.letters import sending_through
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import at_once

VALUES = DraftValues(
    to=[["Käthe", "kaethe@post.example"]], cc=[], bcc=[["Blind", "kaethe@post.example"]], subject="Re: x", text="Gern."
)


@pytest.fixture
def ten_seconds(nordlicht: Tenant) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)


@pytest.fixture
def mine(ten_seconds: None, billing: Category, customer: object, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)  # type: ignore[arg-type]


@pytest.fixture
def draft(mine: Ticket, anna: User) -> Draft:
    with in_scope(mine.tenant_id):
        draft = save_draft(open_draft(mine, author=anna), VALUES, version=1, by=anna)
        attach_file(draft, filename="plan.pdf", content_type="application/pdf", content=b"%PDF", by=anna)
        Draft.objects.filter(pk=draft.pk).update(baseline="Vorschlag", language="de", options={"remind_hours": 4})
        return Draft.objects.get(pk=draft.pk)


def _take_back(message: Message, by: User) -> Draft:
    """In a thread the sentences would be German."""
    with translation.override("en"), in_scope(message.tenant_id):
        return take_back_answer(message, by=by)


def _everything(draft: Draft) -> dict[str, object]:
    skipped = {"id", "changed_at"}
    columns = {field.attname: getattr(draft, field.attname) for field in Draft._meta.fields}
    files = list(draft.files.values_list("filename", "content_type", "blob_id", "size", "inline"))
    return {name: value for name, value in columns.items() if name not in skipped} | {"files": files}


def test_an_answer_waits_as_long_as_the_tenant_says(frozen: Frozen, draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        message = send_answer(draft, by=anna)
        mail = OutgoingMail.objects.get()
        with connection.cursor() as cursor:
            cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name LIKE '%%deliver'")
            scheduled = cursor.fetchall()

        later = frozen.at + timedelta(seconds=10)
        assert (mail.next_attempt_at, scheduled) == (later, [(later,)])
        assert SentAnswer.objects.get(message=message).undo_until == later


def test_where_the_tenant_wants_no_delay_it_leaves_at_once(
    frozen: Frozen, draft: Draft, nordlicht: Tenant, anna: User
) -> None:
    prefer(nordlicht, UNDO_SECONDS, 0)
    with in_scope(nordlicht):
        message = send_answer(Draft.objects.get(pk=draft.pk), by=anna)

        assert OutgoingMail.objects.get().next_attempt_at == frozen.at
        with refused("This answer cannot be taken back."):
            take_back_answer(message, by=anna)


@pytest.mark.parametrize("final", [True, False])
def test_taken_back_the_draft_is_there_as_it_was(draft: Draft, mine: Ticket, anna: User, final: bool) -> None:
    with in_scope(draft.tenant_id):
        before = _everything(draft)
        message = send_answer(draft, final=final, by=anna)

        again = take_back_answer(message, by=anna)

        mine.refresh_from_db()
        assert _everything(Draft.objects.get(pk=again.pk)) == before
        assert (mine.state, mine.owner, mine.closing_code) == (TicketState.ASSIGNED, anna, None)
        left = [OutgoingMail.objects.count(), SentAnswer.objects.count(), Message.objects.filter(pk=message.pk).count()]
        assert [*left, Attachment.objects.filter(filename="plan.pdf").count()] == [0, 0, 0, 0]
        assert HistoryEntry.objects.filter(ticket=mine).latest("id").action == "answer_taken_back"


def test_what_was_taken_back_can_be_sent_again(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        again = send_answer(take_back_answer(send_answer(draft, by=anna), by=anna), by=anna)

        assert list(OutgoingMail.objects.values_list("message", flat=True)) == [again.pk]


def test_the_job_of_a_mail_that_was_taken_back_does_nothing(
    draft: Draft, anna: User, nordlicht_account: MailAccount, smtp_sink: SmtpSink
) -> None:
    with in_scope(draft.tenant_id):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(**sending_through(smtp_sink))
        take_back_answer(send_answer(draft, by=anna), by=anna)

    assert (run_jobs("deliver"), smtp_sink.kept) == (1, [])


def test_nobody_takes_back_what_somebody_else_wrote(draft: Draft, anna: User, bela: User) -> None:
    with in_scope(draft.tenant_id):
        message = send_answer(draft, by=anna)

        assert (answer_of(bela, message.pk), answer_of(anna, message.pk)) == (None, message)
        with refused("This answer cannot be taken back."):
            take_back_answer(message, by=bela)


def test_what_somebody_released_leaves_at_once(frozen: Frozen, draft: Draft, sven: User) -> None:
    with in_scope(draft.tenant_id):
        message = dispatch(lock(draft.ticket), draft, final=True, closing_code=None, released_by=sven)

        assert OutgoingMail.objects.get().next_attempt_at == frozen.at
        assert SentAnswer.objects.get(message=message).released_by == sven


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.FAILED])
def test_on_its_way_it_cannot_be_taken_back(draft: Draft, anna: User, state: DeliveryState) -> None:
    with in_scope(draft.tenant_id):
        message = send_answer(draft, by=anna)
        OutgoingMail.objects.update(state=state, attempts=1)

        with refused("The mail is on its way already."):
            take_back_answer(message, by=anna)
        assert Message.objects.filter(pk=message.pk).exists()


def test_a_ticket_that_went_on_keeps_its_answer(draft: Draft, mine: Ticket, anna: User, bela: User) -> None:
    with in_scope(draft.tenant_id):
        message = send_answer(draft, by=anna)
        Ticket.objects.filter(pk=mine.pk).update(owner=bela)

        with refused("The ticket has gone on in the meantime."):
            take_back_answer(message, by=anna)


def test_a_merge_is_undone_though_an_intermediate_reply_in_it_was_taken_back(
    draft: Draft, mine: Ticket, billing: Category, anna: User
) -> None:
    other = make_ticket(billing, owner=anna)
    with in_scope(mine.tenant_id):
        request = mine.messages.get()
        message = send_answer(draft, final=False, by=anna)
        move = merge_tickets(Ticket.objects.get(pk=mine.pk), Ticket.objects.get(pk=other.pk), by=anna)
        assert isinstance(message, Message)
        take_back_answer(message, by=anna)

        undo_move(move, by=anna)

        assert (list(mine.messages.all()), other.messages.filter(pk=request.pk).exists()) == ([request], False)
        assert Ticket.objects.get(pk=mine.pk).state == TicketState.ASSIGNED


def test_another_draft_is_not_overwritten(draft: Draft, mine: Ticket, anna: User) -> None:
    with in_scope(draft.tenant_id):
        message = send_answer(draft, final=False, by=anna)
        open_draft(mine, author=anna)

        with refused("You have begun another answer."):
            take_back_answer(message, by=anna)


def test_worker_and_author_at_the_same_moment_are_never_both_served(
    committed_db: str, draft: Draft, anna: User
) -> None:
    """Round after round one of them wins: the mail is claimed and stays, or it is gone and the draft is back."""
    for _round in range(6):
        with in_scope(draft.tenant_id):
            message = send_answer(Draft.objects.get(author=anna), by=anna)
            OutgoingMail.objects.update(next_attempt_at=message.at)
            queue = Queue(message.tenant_id, OutgoingMail.objects.get().account_id)

        taken, claimed = at_once(partial(_take_back, message, anna), partial(_claim, queue, 5))

        won = isinstance(taken, Draft)
        assert won or (isinstance(taken, Refused) and "on its way already" in str(taken))
        assert isinstance(claimed, list)
        with in_scope(draft.tenant_id):
            facts = [Draft.objects.count(), OutgoingMail.objects.count(), len(claimed)]
            assert facts == ([1, 0, 0] if won else [0, 1, 1])
            if not won:
                OutgoingMail.objects.update(state=DeliveryState.QUEUED, attempts=0, phase="", claim=None)
                take_back_answer(message, by=anna)


def test_a_claim_that_is_not_committed_yet_is_waited_for(committed_db: str, draft: Draft, anna: User) -> None:
    """The worker has locked the row first: the author waits and is then refused."""
    with in_scope(draft.tenant_id):
        message = send_answer(draft, by=anna)
    results: list[object] = []
    begun = Event()

    def author() -> None:
        begun.set()
        try:
            results.append(_take_back(message, anna))
        except Refused as refusal:
            results.append(str(refusal))
        finally:
            connection.close()

    with in_scope(draft.tenant_id):
        list(OutgoingMail.objects.select_for_update(of=("self",)).all())
        thread = Thread(target=author)
        thread.start()
        begun.wait(5)
        OutgoingMail.objects.update(state=DeliveryState.SENDING, attempts=1)
    thread.join(10)

    assert results == ["The mail is on its way already. It cannot be taken back any more."]


def test_a_clock_that_jumps_back_loses_nothing(
    frozen: Frozen, draft: Draft, anna: User, nordlicht_account: MailAccount, smtp_sink: SmtpSink
) -> None:
    """The job comes too early by the new clock and leaves the mail where it is; it goes out when its time has come."""
    with in_scope(draft.tenant_id):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(**sending_through(smtp_sink))
        send_answer(draft, by=anna)
    frozen.move(hours=-1)
    run_jobs("deliver")
    early = len(smtp_sink.kept)
    frozen.move(hours=1, minutes=4)
    sweep(draft.tenant_id)
    run_jobs()

    assert (early, len(smtp_sink.kept)) == (0, 1)


def test_what_some_have_got_is_not_taken_back_while_it_is_tried_again(
    frozen: Frozen, draft: Draft, mine: Ticket, anna: User, nordlicht_account: MailAccount, smtp_sink: SmtpSink
) -> None:
    prefer(mine.tenant, GUARD_RECIPIENT, GuardGrade.OFF)
    with in_scope(draft.tenant_id):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(**sending_through(smtp_sink))
        Draft.objects.filter(pk=draft.pk).update(cc=[["", "weg@post.example"]])
        message = send_answer(draft, by=anna)
    assert isinstance(message, Message)
    smtp_sink.refuse = {"weg@post.example": "550 5.1.1 no such user"}
    frozen.move(seconds=11)
    run_jobs("deliver")
    with in_scope(draft.tenant_id):
        try_again(OutgoingMail.objects.get(message=message), by=anna)

        with refused("on its way already"):
            take_back_answer(message, by=anna)

        assert (len(smtp_sink.kept), Message.objects.filter(pk=message.pk).exists()) == (1, True)
