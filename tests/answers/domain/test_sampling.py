"""Quality samples: drawn while sending, scored afterwards."""

from __future__ import annotations

import pytest

from kontor.answers.domain.sampling import LONGEST_COMMENT, draw_sample, review_sample, take_back_review
from kontor.answers.domain.send import send_answer
from kontor.answers.enums import ReviewPurpose, SampleState
from kontor.answers.models import Draft, QualitySample
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Message, Notice, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope


@pytest.fixture
def sample(nordlicht: Tenant, billing: Category, draft: Draft, anna: User) -> QualitySample:
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE, category=billing)
    with in_scope(nordlicht):
        send_answer(draft, by=anna)
        return QualitySample.objects.get()


def test_a_sent_answer_is_drawn(sample: QualitySample, mine: Ticket, anna: User) -> None:
    with in_scope(mine.tenant_id):
        answer = Message.objects.get(author=anna)
        assert (sample.message, sample.ticket, sample.author) == (answer, mine, anna)
    assert (sample.state, sample.score) == (SampleState.OPEN, None)


def test_nothing_is_drawn_without_a_rule_that_fits(
    nordlicht: Tenant, moving: Category, bela: User, draft: Draft, anna: User
) -> None:
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE, category=moving)
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE, agent=bela)

    with in_scope(nordlicht):
        send_answer(draft, by=anna)
        assert not QualitySample.objects.exists()


def test_a_share_of_the_answers_is_drawn(nordlicht: Tenant, mine: Ticket, draft: Draft, anna: User) -> None:
    make_review_rule(nordlicht, ReviewPurpose.SAMPLE, agent=anna, percent=50)
    messages = [make_message(mine) for _ in range(40)]

    with in_scope(nordlicht):
        drawn = []
        for message in messages:
            draft.seen_message_id = message.pk
            drawn.append(draw_sample(mine, message, draft=draft))

    assert 5 < len([one for one in drawn if one]) < 35


def test_a_sample_is_scored_once_and_not_by_its_author(sample: QualitySample, anna: User, sven: User) -> None:
    with in_scope(sample.tenant_id):
        with refused("Nobody reviews their own answers."):
            review_sample(sample, score=5, comment="", by=anna)
        for score in (0, 6):
            with refused("from 1 to 5"):
                review_sample(sample, score=score, comment="", by=sven)
        with refused("The comment is too long."):
            review_sample(sample, score=4, comment="x" * (LONGEST_COMMENT + 1), by=sven)
        review_sample(sample, score=4, comment=" Gut. ", by=sven)
        with refused("reviewed in the meantime"):
            review_sample(sample, score=1, comment="", by=sven)

        sample.refresh_from_db()
        assert (sample.score, sample.comment, sample.state) == (4, "Gut.", SampleState.REVIEWED)
        assert sample.reviewed_by == sven


@pytest.mark.parametrize("shown", [True, False])
def test_agents_are_told_where_the_tenant_wants_it(
    sample: QualitySample, nordlicht: Tenant, anna: User, sven: User, shown: bool
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, shown)

    with in_scope(nordlicht):
        review_sample(sample, score=3, comment="", by=sven)
        told = list(Notice.objects.values_list("user_id", "kind"))

    assert told == ([(anna.pk, NoticeKind.REVIEWED)] if shown else [])


def test_an_answer_that_was_taken_back_gets_no_score(sample: QualitySample, nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        QualitySample.objects.filter(pk=sample.pk).delete()

        with refused("Anna Arndt has taken this answer back in the meantime."):
            review_sample(sample, score=3, comment="", by=sven)


def test_the_reviewer_takes_a_score_back_and_nobody_is_told_of_it(
    sample: QualitySample, nordlicht: Tenant, anna: User, sven: User, bela: User
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, True)

    with in_scope(nordlicht):
        review_sample(sample, score=1, comment="Sehr gut.", by=sven)
        with refused("it is not yours"):
            take_back_review(sample, by=bela)
        take_back_review(sample, by=sven)
        with refused("taken back already"):
            take_back_review(sample, by=sven)

        sample.refresh_from_db()
        assert (sample.score, sample.comment, sample.state) == (None, "Sehr gut.", SampleState.OPEN)
        assert (sample.reviewed_by, sample.reviewed_at, Notice.objects.count()) == (None, None, 0)
        review_sample(sample, score=5, comment="Sehr gut.", by=sven)
        assert list(Notice.objects.values_list("user_id", flat=True)) == [anna.pk]


def test_of_two_scores_at_one_ticket_the_notice_of_the_one_that_is_taken_back_goes(
    frozen: Frozen, sample: QualitySample, nordlicht: Tenant, anna: User, sven: User
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, True)
    with in_scope(nordlicht):
        more = make_message(sample.ticket)
        other = QualitySample.objects.create(
            tenant=nordlicht, ticket=sample.ticket, message=more, author=anna, drawn_at=sample.drawn_at
        )
        review_sample(sample, score=2, comment="", by=sven)
        frozen.move(minutes=1)
        first = Notice.objects.get()
        review_sample(other, score=5, comment="", by=sven)

        take_back_review(other, by=sven)

        assert list(Notice.objects.all()) == [first]
