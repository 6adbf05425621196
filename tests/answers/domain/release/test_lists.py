"""Answers that wait for release and samples, as the lists of those read them who decide and who wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.answers.domain.clearances import (
    as_text,
    changes_to_suggestion,
    clearance_by_id,
    clearance_of,
    waiting_for,
    waiting_of,
)
from kontor.answers.domain.samples import changes_of, reviewed_of, samples_for, samples_in_scope, shown_to_author
from kontor.answers.domain.template_uses import waiting_answers
from kontor.answers.enums import ClearanceState
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.answers.rules import RELEASE, REVIEW
from kontor.org.domain.access import load_access
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import make_sent_answer, prefer
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.reviews import make_clearance, make_sample
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


@pytest.fixture
def judge(nordlicht_service: AgentGroup) -> User:
    """Releases and reviews in the categories of the first tenant's agents."""
    user = make_user("Judith Richter")
    make_grant(user, make_role("Qualität", {RELEASE, REVIEW, "tickets.read"}), nordlicht_service)
    return user


def test_one_releases_the_answers_of_others_where_one_has_the_right_the_oldest_first(
    billing: Category, anna: User, bela: User, judge: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    first = make_clearance(billing, anna)
    frozen.move(minutes=1)
    second = make_clearance(billing, bela)
    own = make_clearance(billing, judge)

    with statements() as sent:
        found = [
            (row, row.author.name, row.ticket.category.name) for row in waiting_for(load_access(judge, (nordlicht.pk,)))
        ]
    assert found == [(first, "Anna Arndt", "Abrechnung"), (second, "Bela Brand", "Abrechnung")]
    assert len([each for each in sent if "answers_clearance" in each]) == 1
    assert list(waiting_for(load_access(anna, (nordlicht.pk,)))) == []
    assert list(waiting_of(judge.pk)) == [own]


@pytest.mark.parametrize("state", [state for state in ClearanceState if state != ClearanceState.WAITING])
def test_what_was_decided_waits_no_more(
    billing: Category, anna: User, judge: User, nordlicht: Tenant, state: ClearanceState
) -> None:
    made = make_clearance(billing, anna)
    Clearance.objects.filter(pk=made.pk).update(state=state)
    ticket = Ticket.objects.get(pk=made.ticket_id)

    assert list(waiting_for(load_access(judge, (nordlicht.pk,)))) == []
    assert list(waiting_of(anna.pk)) == []
    assert clearance_of(ticket) is None
    assert clearance_by_id(made.pk) == made


def test_what_waits_at_a_ticket_is_asked_for_only_where_something_waits(billing: Category, anna: User) -> None:
    made = make_clearance(billing, anna)
    other = make_ticket(billing)

    with statements() as sent:
        assert clearance_of(other) is None
    assert sent == []
    assert clearance_of(Ticket.objects.get(pk=made.ticket_id)) == made
    assert clearance_by_id(made.pk + 1000) is None


def test_what_the_author_made_of_the_suggestion_is_told_word_by_word(billing: Category, anna: User) -> None:
    made = make_clearance(billing, anna, baseline="<p>Ihr Vertrag endet.</p>", rich=True, text="Ihr Vertrag läuft.")
    unsuggested = make_clearance(billing, anna)
    Draft.objects.filter(pk=unsuggested.draft_id).update(baseline="  ")
    row = clearance_by_id(made.pk)
    assert row is not None

    assert [(piece.kind, piece.text) for piece in changes_to_suggestion(row)] == [
        ("same", "Ihr Vertrag "),
        ("removed", "endet."),
        ("added", "läuft."),
    ]
    bare = clearance_by_id(unsuggested.pk)
    assert bare is not None
    assert changes_to_suggestion(bare) == []


@pytest.mark.parametrize(
    ("written", "rich", "text"),
    [("<p>a</p>", True, "a"), ("<p>a</p>", False, "<p>a</p>"), ("a", True, "a"), ("", True, "")],
)
def test_what_an_editor_held_is_read_as_text(written: str, rich: bool, text: str) -> None:
    assert as_text(written, rich=rich) == text


def test_a_template_is_held_by_the_authors_whose_answers_wait_each_once(
    billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    template = make_template(nordlicht)
    for author in (bela, anna, anna):
        make_clearance(billing, author, template=template)
    make_clearance(billing, anna)

    assert [(use.name, use.object_id) for use in waiting_answers(template)] == [
        ("Anna Arndt", anna.pk),
        ("Bela Brand", bela.pk),
    ]
    Clearance.objects.filter(author=anna).update(state=ClearanceState.RELEASED)
    assert [use.name for use in waiting_answers(template)] == ["Bela Brand"]


def test_samples_are_reviewed_by_others_where_they_have_the_right(
    billing: Category, moving: Category, anna: User, judge: User, nordlicht: Tenant
) -> None:
    one = make_sample(make_ticket(billing), anna)
    own = make_sample(make_ticket(billing), judge)

    with statements() as sent:
        found = [
            (row, row.author.name, row.ticket.category.name) for row in samples_for(load_access(judge, (nordlicht.pk,)))
        ]
    assert found == [(one, "Anna Arndt", "Abrechnung")]
    assert len([each for each in sent if "answers_qualitysample" in each]) == 1
    assert list(samples_for(load_access(anna, (nordlicht.pk,)))) == []
    assert set(samples_in_scope()) == {one, own}


def test_the_author_sees_reviewed_ones_where_they_are_shown_the_latest_first(
    billing: Category, moving: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    prefer(nordlicht, SHOW_SAMPLING, True)
    prefer(moving, SHOW_SAMPLING, False)
    first = make_sample(make_ticket(billing), anna, reviewed_at=frozen.at)
    hidden = make_sample(make_ticket(moving), anna, reviewed_at=frozen.move(minutes=1))
    last = make_sample(make_ticket(billing), anna, reviewed_at=frozen.move(minutes=1))
    make_sample(make_ticket(billing), anna)
    make_sample(make_ticket(billing), bela, reviewed_at=frozen.at)
    access = load_access(anna, (nordlicht.pk,))

    assert list(reviewed_of(anna.pk)) == [last, hidden, first]
    assert shown_to_author(access, most=5) == [last, first]
    assert shown_to_author(access, most=1) == [last]


def test_what_became_of_a_suggestion_is_told_of_a_sample_too(billing: Category, anna: User) -> None:
    ticket = make_ticket(billing)
    sample = make_sample(ticket, anna)
    assert changes_of(sample) == []
    how = make_sent_answer(ticket, anna, baseline="Gern geschehen.", body="Gern.")
    sample.message_id = how.message_id

    assert [(piece.kind, piece.text) for piece in changes_of(sample)] == [
        ("removed", "Gern geschehen."),
        ("added", "Gern."),
    ]
