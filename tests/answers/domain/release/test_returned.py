"""A waiting answer is returned, or taken back."""

from __future__ import annotations

from datetime import timedelta

from kontor.answers.domain.clearing import release, return_with_comment, withdraw
from kontor.answers.domain.drafts import DraftValues, save_draft
from kontor.answers.domain.send import send_answer
from kontor.answers.enums import ClearanceState
from kontor.answers.models import Clearance, Draft, QualitySample
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Grant, SupervisorGroup
from kontor.outbox.models import OutgoingMail
from kontor.people.domain.absences import plan_absence
from kontor.people.models import Role, User
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Note, Notice, Ticket
from tests.answers.conftest import VALUES
from tests.answers.domain.release.conftest import actions_of
from tests.factories.org import make_agent_group, make_member
from tests.support.refusal import refused
from tests.support.scoping import in_scope


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


def test_what_returns_to_somebody_who_answers_in_other_categories_only_goes_to_the_queue(
    waiting: Clearance,
    mine: Ticket,
    anna: User,
    sven: User,
    agent_role: Role,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
) -> None:
    make_member(anna, make_agent_group(nordlicht_supervisors, "Umzug"), agent_role)
    with in_scope(mine.tenant_id):
        Grant.objects.filter(user=anna, agent_group=nordlicht_service).delete()

        return_with_comment(waiting, comment="Bitte neu.", by=sven)

        mine.refresh_from_db()
        assert (mine.state, mine.owner) == (TicketState.QUEUED, None)


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
        assert actions_of(mine)[-1] == "substituted"


def test_an_answer_of_somebody_who_left_can_still_be_released(waiting: Clearance, anna: User, sven: User) -> None:
    User.objects.filter(pk=anna.pk).update(active=False)

    with in_scope(waiting.tenant_id):
        assert release(waiting, by=sven).author == anna


def test_the_author_takes_it_back(waiting: Clearance, mine: Ticket, draft: Draft, anna: User, sven: User) -> None:
    with in_scope(mine.tenant_id):
        with refused("Only its author can take an answer back."):
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
