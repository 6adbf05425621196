"""Four eyes: which answers wait, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import NamedTuple

import pytest
from django.utils import translation

from kontor.answers.domain.announcing import Announced, announced
from kontor.answers.domain.clearing import release, return_with_comment, withdraw
from kontor.answers.domain.drafts import DraftValues, attach_file, discard_draft, mark_seen, open_draft, save_draft
from kontor.answers.domain.queries import draft_for_editor
from kontor.answers.domain.release import reasons_for_release, reasons_in_words
from kontor.answers.domain.review_rules import throw
from kontor.answers.domain.send import send_answer
from kontor.answers.enums import ClearanceState, ReviewPurpose
from kontor.answers.models import Clearance, Draft, QualitySample, SentAnswer
from kontor.answers.preferences import SHOW_CLEARANCE, SHOW_SAMPLING
from kontor.customers.models import Address
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.outbox.domain.bounces import Reported, record_report
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.domain.absences import plan_absence
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket, release_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import MessageKind, NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Message, Note, Notice, Ticket
from tests.answers.conftest import VALUES
from tests.factories.answers import prefer
from tests.factories.org import make_closing_code
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_ticket, new_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


class Finding(NamedTuple):
    code: str


@pytest.fixture
def rule(nordlicht: Tenant, billing: Category) -> None:
    make_review_rule(nordlicht, category=billing)


@pytest.fixture
def waiting(rule: None, draft: Draft, anna: User) -> Clearance:
    """Anna's answer, which a rule has stopped."""
    with in_scope(draft.tenant_id):
        found = send_answer(draft, by=anna)
    assert isinstance(found, Clearance)
    return found


def _actions(ticket: Ticket) -> list[str]:
    return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id").values_list("action", flat=True))


# Which answers wait


def test_rules_ask_for_release_by_category_agent_and_finding(
    draft: Draft, mine: Ticket, nordlicht: Tenant, billing: Category, moving: Category, anna: User, bela: User
) -> None:
    of_category = make_review_rule(nordlicht, category=billing)
    of_agent = make_review_rule(nordlicht, agent=anna)
    of_finding = make_review_rule(nordlicht, finding="bank_number", category=billing)
    make_review_rule(nordlicht, category=moving)
    make_review_rule(nordlicht, agent=bela)
    make_review_rule(nordlicht, finding="other_language")
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE)

    with in_scope(nordlicht), statements() as sent:
        reasons = reasons_for_release(mine, draft, [Finding("bank_number")])

    assert reasons == [
        {"rule": of_category.pk, "category": billing.pk},
        {"rule": of_agent.pk, "agent": anna.pk},
        {"rule": of_finding.pk, "category": billing.pk, "finding": "bank_number"},
    ]
    assert len([one for one in sent if "answers_reviewrule" in one]) == 1
    assert reasons_in_words(reasons, ticket=mine, author=anna) == [
        "Answers in the category “Abrechnung”",
        "Answers of Anna Arndt",
        "Finding of the send guard: bank_number",
    ]


def test_a_rule_of_another_tenant_does_not_count(draft: Draft, mine: Ticket, nordlicht: Tenant, alpina: Tenant) -> None:
    make_review_rule(alpina)

    with in_scope(nordlicht, alpina):
        assert reasons_for_release(mine, draft) == []


def test_the_dice_are_thrown_once_an_answer(
    draft: Draft, mine: Ticket, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    rule = make_review_rule(nordlicht, percent=50)
    with in_scope(nordlicht):
        first = reasons_for_release(mine, draft)
        discard_draft(draft, by=anna)
        again = reasons_for_release(mine, open_draft(mine, author=anna))
        others = [make_ticket(billing, owner=anna) for _ in range(24)]
        found = {bool(reasons_for_release(each, open_draft(each, author=anna))) for each in others}

    assert again == first
    assert found == {True, False}
    share = sum(throw(rule.pk, str(each)) < 50 for each in range(2000)) / 2000
    assert 0.45 < share < 0.55


@pytest.mark.parametrize("shown", [True, False])
def test_the_editor_announces_where_agents_may_know(
    rule: None, draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User, shown: bool
) -> None:
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE, agent=anna)
    make_review_rule(nordlicht, finding="bank_number")
    prefer(nordlicht, SHOW_CLEARANCE, shown)
    prefer(nordlicht, SHOW_SAMPLING, shown)

    with in_scope(nordlicht):
        ticket = Ticket.objects.select_related("tenant", "category").get(pk=mine.pk)
        read = draft_for_editor(ticket, anna)
        assert read is not None
        assert announced(ticket, read) == Announced(release=shown, sample=shown)


# Waiting


def test_an_answer_under_a_rule_waits_and_nothing_is_sent(waiting: Clearance, mine: Ticket, draft: Draft) -> None:
    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        assert (mine.state, mine.owner_id) == (TicketState.CLEARANCE, waiting.author_id)
        assert (waiting.state, waiting.final, waiting.draft) == (ClearanceState.WAITING, True, draft)
        assert not OutgoingMail.objects.exists()
        assert not Message.objects.filter(kind=MessageKind.REPLY).exists()
        assert _actions(mine)[-1] == "clearance_asked"


def test_a_waiting_draft_stands_still(waiting: Clearance, draft: Draft, anna: User) -> None:
    stays = "waits for release"
    with in_scope(draft.tenant_id):
        with refused(stays):
            save_draft(draft, VALUES, version=draft.version, by=anna)
        with refused(stays):
            discard_draft(draft, by=anna)
        with refused(stays):
            attach_file(draft, filename="a.txt", content_type="text/plain", content=b"a", by=anna)
        with refused(stays):
            mark_seen(draft, message_id=10**9, by=anna)
        with refused("not on your desk"):
            send_answer(draft, by=anna)

        assert Draft.objects.get(pk=draft.pk).text == "Gern."


def test_a_waiting_ticket_stays_where_it_is(waiting: Clearance, mine: Ticket, bela: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        with refused("waits for release"):
            assign_ticket(mine, to=bela, by=sven)
        with refused("waits for release"):
            release_ticket(mine, by=sven)
        with refused("Waiting for release"):
            close_ticket(mine, by=sven)


# Released


def test_a_released_answer_goes_as_its_authors(waiting: Clearance, mine: Ticket, anna: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        message = release(waiting, by=sven)

        mine.refresh_from_db()
        waiting.refresh_from_db()
        assert (message.author, message.kind) == (anna, MessageKind.REPLY)
        assert message.text.startswith("Gern.")
        assert OutgoingMail.objects.get().message == message
        assert mine.state == TicketState.SENDING
        assert (waiting.state, waiting.decided_by, waiting.message) == (ClearanceState.RELEASED, sven, message)
        assert SentAnswer.objects.get().released_by == sven
        assert _actions(mine)[-3:] == ["clearance_asked", "answered", "clearance_released"]
        assert [(one.user, one.kind) for one in Notice.objects.all()] == [(anna, NoticeKind.RELEASED)]
        assert not Draft.objects.exists()


def test_a_released_answer_that_comes_back_lies_with_its_author(
    waiting: Clearance, mine: Ticket, anna: User, sven: User
) -> None:
    with in_scope(mine.tenant_id):
        message = release(waiting, by=sven)
        OutgoingMail.objects.filter(message=message).update(state=DeliveryState.SENT)
        record_report(message, [Reported("kaethe@post.example", status="5.1.1", diagnostic="550 user unknown")])

        mine.refresh_from_db()
        assert (mine.state, mine.owner, mine.delivery_failed) == (TicketState.ASSIGNED, anna, True)
        told = Notice.objects.filter(kind=NoticeKind.DELIVERY_FAILED)
        assert [one.user for one in told] == [anna]
        assert Address.objects.get(normalized="kaethe@post.example").undeliverable_reason == "550 user unknown"


def test_a_released_intermediate_reply_leaves_the_ticket_with_its_author(
    rule: None, draft: Draft, mine: Ticket, anna: User, sven: User
) -> None:
    with in_scope(mine.tenant_id):
        waiting = send_answer(draft, final=False, by=anna)
        assert isinstance(waiting, Clearance)
        message = release(waiting, by=sven)

        mine.refresh_from_db()
        assert (message.kind, mine.state, mine.owner) == (MessageKind.INTERMEDIATE, TicketState.ASSIGNED, anna)


def test_the_closing_code_is_that_of_the_author(
    rule: None, draft: Draft, mine: Ticket, billing: Category, anna: User, sven: User
) -> None:
    code = make_closing_code(billing)
    with in_scope(mine.tenant_id):
        waiting = send_answer(draft, closing_code=code, by=anna)
        assert isinstance(waiting, Clearance)
        release(waiting, by=sven)

        mine.refresh_from_db()
        assert mine.closing_code == code


def test_nobody_releases_or_returns_their_own(waiting: Clearance, mine: Ticket, anna: User) -> None:
    with in_scope(mine.tenant_id):
        with refused("Nobody releases their own answers."):
            release(waiting, by=anna)
        with refused("Nobody releases their own answers."):
            return_with_comment(waiting, comment="Passt.", by=anna)

        assert not OutgoingMail.objects.exists()


def test_of_two_who_release_at_once_one_does(committed_db: str, waiting: Clearance, sven: User, ada: User) -> None:
    def go(by: User) -> Message:
        with translation.override("en"), in_scope(waiting.tenant_id):
            return release(Clearance.objects.get(pk=waiting.pk), by=by)

    done = at_once(partial(go, sven), partial(go, ada))

    stopped = [one for one in done if isinstance(one, Refused)]
    assert len(stopped) == 1
    assert str(stopped[0]).endswith("has released this answer in the meantime.")
    with in_scope(waiting.tenant_id):
        assert OutgoingMail.objects.count() == 1


def test_a_new_message_stops_the_release(waiting: Clearance, mine: Ticket, anna: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        append_message(mine, new_message(mine.customer, text="Hat sich erledigt."))
        with refused("A new message arrived since this was written."):
            release(waiting, by=sven)

        mine.refresh_from_db()
        assert mine.state == TicketState.CLEARANCE
        assert [one.kind for one in Notice.objects.filter(user=anna)] == [NoticeKind.NEW_MESSAGE]
        return_with_comment(waiting, comment="Es kam noch etwas.", by=sven)
        mine.refresh_from_db()
        assert (mine.state, mine.owner) == (TicketState.ASSIGNED, anna)


def test_an_answer_whose_rule_is_gone_waits_until_somebody_decides(
    nordlicht: Tenant, billing: Category, draft: Draft, mine: Ticket, anna: User
) -> None:
    rule = make_review_rule(nordlicht, category=billing)
    with in_scope(nordlicht):
        waiting = send_answer(draft, by=anna)
        assert isinstance(waiting, Clearance)
        rule.delete()
        withdraw(waiting, by=anna)

        assert isinstance(send_answer(draft, by=anna), Message)


# Returned and taken back


def test_a_returned_answer_is_changed_and_asked_for_again(
    waiting: Clearance, mine: Ticket, draft: Draft, anna: User, sven: User
) -> None:
    with in_scope(mine.tenant_id):
        return_with_comment(waiting, comment="  Bitte freundlicher. ", by=sven)

        mine.refresh_from_db()
        waiting.refresh_from_db()
        assert (mine.state, mine.owner, mine.unread) == (TicketState.ASSIGNED, anna, True)
        assert (waiting.state, waiting.comment) == (ClearanceState.RETURNED, "Bitte freundlicher.")
        assert [(one.user, one.kind) for one in Notice.objects.all()] == [(anna, NoticeKind.RETURNED)]

        better = DraftValues(**{**vars(VALUES), "text": "Sehr gern!"})
        again = send_answer(save_draft(draft, better, version=draft.version, by=anna), by=anna)
        assert isinstance(again, Clearance)
        assert release(again, by=sven).text.startswith("Sehr gern!")


def test_a_comment_must_say_something(waiting: Clearance, sven: User) -> None:
    with in_scope(waiting.tenant_id), refused("Say in the comment"):
        return_with_comment(waiting, comment="  ", by=sven)


def test_what_returns_to_nobody_goes_to_the_queue_with_comment_and_answer(
    waiting: Clearance, mine: Ticket, anna: User, sven: User
) -> None:
    User.objects.filter(pk=anna.pk).update(active=False)

    with in_scope(mine.tenant_id):
        return_with_comment(waiting, comment="Bitte neu.", by=sven)

        mine.refresh_from_db()
        assert (mine.state, mine.owner) == (TicketState.QUEUED, None)
        assert [note.text for note in Note.objects.all()] == ["Bitte neu.\n\nThe answer was:\nGern."]
        assert not Notice.objects.exists()


def test_an_answer_returned_to_somebody_who_is_away_comes_to_whoever_stands_in(
    waiting: Clearance, mine: Ticket, anna: User, bela: User, sven: User
) -> None:
    now = clock.now()
    plan_absence(anna, since=now, until=now + timedelta(days=2), substitute=bela, by=anna)

    with in_scope(mine.tenant_id):
        return_with_comment(waiting, comment="Bitte neu.", by=sven)

        mine.refresh_from_db()
        assert (mine.state, mine.owner) == (TicketState.ASSIGNED, bela)
        assert [note.text for note in Note.objects.all()] == ["Bitte neu.\n\nThe answer was:\nGern."]
        assert [line.text for line in latest_notices(bela)] == [
            "Sven Sommer returned an answer of Anna Arndt, for whom you stand in"
        ]
        assert _actions(mine)[-1] == "substituted"


def test_an_answer_of_somebody_who_left_can_still_be_released(waiting: Clearance, anna: User, sven: User) -> None:
    User.objects.filter(pk=anna.pk).update(active=False)

    with in_scope(waiting.tenant_id):
        assert release(waiting, by=sven).author == anna


def test_the_author_takes_it_back(waiting: Clearance, mine: Ticket, draft: Draft, anna: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        with refused("Only who wrote the answer takes it back."):
            withdraw(waiting, by=sven)
        withdraw(waiting, by=anna)
        with refused("Anna Arndt has taken this answer back in the meantime."):
            release(waiting, by=sven)

        mine.refresh_from_db()
        assert (mine.state, mine.owner) == (TicketState.ASSIGNED, anna)
        assert Draft.objects.get().text == "Gern."
        assert not QualitySample.objects.exists()


def test_what_always_stops_an_answer_stops_its_release(waiting: Clearance, draft: Draft, sven: User) -> None:
    """The tenant may stop by now what it only asked about when the answer was written."""
    with in_scope(draft.tenant_id):
        Draft.objects.filter(pk=draft.pk).update(text="Guten Tag ${customer.name}, gern.", html="", rich=False)

        with refused("the send guard stops this answer: The placeholder “customer.name” has no value here."):
            release(waiting, by=sven)

        assert OutgoingMail.objects.count() == 0
