"""Drafts as lists, folders and the editor read them: whose they are, in which order, with what beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kontor.answers.domain.drafts import attach_file, note_opened, open_draft, opened_at
from kontor.answers.domain.queries import (
    begun_answers,
    begun_kinds,
    desk_counts,
    draft_for_editor,
    drafts_of,
    has_drafts,
    left_drafts,
    new_processes_of,
    own_draft,
)
from kontor.answers.domain.template_uses import drafts as let_go
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.customers.models import Address
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import Absence, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Notice, Ticket
from tests.conftest import Frozen
from tests.factories.texts import make_content, make_template
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


def write(
    ticket: Ticket, author: User, kind: DraftKind = DraftKind.REPLY, text: str = "Gern.", **values: object
) -> Draft:
    return Draft.objects.create(
        tenant_id=ticket.tenant_id, ticket=ticket, author=author, kind=kind, text=text, changed_at=clock.now(), **values
    )


def away(user: User) -> None:
    now = clock.now()
    Absence.objects.create(user=user, since=now - timedelta(hours=1), until=now + timedelta(hours=1))


def test_drafts_are_the_persons_own_with_the_latest_first(
    mine: Ticket, billing: Category, anna: User, bela: User, frozen: Frozen
) -> None:
    first = write(mine, anna)
    frozen.move(minutes=1)
    second = write(make_ticket(billing), anna)
    write(mine, bela)

    with statements() as sent:
        found = [(draft, draft.ticket and draft.ticket.tenant.name) for draft in drafts_of(anna)]

    assert found == [(second, "Nordlicht Energie"), (first, "Nordlicht Energie")]
    assert len(sent) == 1


def test_new_processes_are_no_answers(mine: Ticket, billing: Category, anna: User) -> None:
    write(mine, anna)
    new = Draft.objects.create(
        tenant_id=mine.tenant_id, category=billing, author=anna, kind=DraftKind.NEW, changed_at=clock.now()
    )

    assert list(new_processes_of(anna)) == [new]


def test_a_draft_is_read_by_its_author_alone(mine: Ticket, anna: User, bela: User) -> None:
    draft = write(mine, anna)

    assert own_draft(anna, draft.pk) == draft
    assert own_draft(bela, draft.pk) is None
    assert own_draft(anna, draft.pk + 1000) is None


def test_what_is_begun_is_an_answer_with_a_text(mine: Ticket, billing: Category, anna: User, bela: User) -> None:
    other = make_ticket(billing)
    assert not has_drafts(mine)
    write(mine, anna)
    write(mine, anna, DraftKind.INQUIRY)
    write(other, anna, text="")
    write(other, bela)

    assert has_drafts(mine)
    assert begun_answers(anna, [mine, other]) == 1
    assert begun_answers(bela, [mine, other]) == 1
    assert begun_answers(anna, []) == 0
    assert begun_kinds(mine, anna) == {DraftKind.REPLY, DraftKind.INQUIRY}
    assert begun_kinds(mine, bela) == frozenset()


def test_the_answer_of_whoever_is_away_is_read_by_who_has_the_ticket_now(
    mine: Ticket, anna: User, bela: User, carla: User, frozen: Frozen
) -> None:
    begun = write(mine, anna)
    away(anna)
    assert left_drafts(mine, bela) == []
    Ticket.objects.filter(pk=mine.pk).update(last_owner=anna, owner=bela)
    mine.refresh_from_db()
    write(mine, carla)

    assert left_drafts(mine, bela) == [begun]
    assert left_drafts(mine, anna) == []
    frozen.move(hours=2)
    assert left_drafts(mine, bela) == []


def test_what_says_nothing_is_left_where_it_is(mine: Ticket, anna: User, bela: User) -> None:
    write(mine, anna, text="")
    away(anna)
    Ticket.objects.filter(pk=mine.pk).update(last_owner=anna, owner=bela)
    mine.refresh_from_db()

    assert left_drafts(mine, bela) == []


@pytest.mark.parametrize("kind", [DraftKind.INQUIRY, DraftKind.FORWARD])
def test_what_goes_outside_is_read_too(mine: Ticket, anna: User, bela: User, kind: DraftKind) -> None:
    begun = write(mine, anna, kind)
    away(anna)
    Ticket.objects.filter(pk=mine.pk).update(last_owner=anna, owner=bela)
    mine.refresh_from_db()

    assert left_drafts(mine, bela) == [begun]


def test_the_editor_reads_all_it_shows_in_one_statement(
    mine: Ticket, draft: Draft, anna: User, nordlicht: Tenant
) -> None:
    template = make_template(nordlicht, language="en")
    make_content(template, "de")
    Draft.objects.filter(pk=draft.pk).update(template=template)
    for name in ("a.txt", "b.txt"):
        attach_file(draft, filename=name, content_type="text/plain", content=b"xy", by=anna)
    Address.objects.update(undeliverable_since=clock.now())

    with statements() as sent:
        found = draft_for_editor(mine, anna)

    assert found == draft
    assert [(file["filename"], file["size"]) for file in found.listed] == [("a.txt", 2), ("b.txt", 2)]  # type: ignore[union-attr]
    assert (found.inlined, found.template_languages) == ([], ["de", "en"])  # type: ignore[union-attr]
    assert found.undeliverable == ["kaethe@post.example"]  # type: ignore[union-attr]
    assert len(sent) == 1


def test_addresses_that_take_mail_are_not_marked_and_other_drafts_not_shown(
    mine: Ticket, draft: Draft, anna: User, bela: User
) -> None:
    found = draft_for_editor(mine, anna)

    assert found is not None
    assert found.undeliverable == []
    assert draft_for_editor(mine, bela) is None
    Draft.objects.filter(pk=draft.pk).update(kind=DraftKind.FORWARD)
    assert draft_for_editor(mine, anna) is None


def test_of_several_editors_the_one_asked_for_last_is_known(mine: Ticket, anna: User, frozen: Frozen) -> None:
    first = open_draft(mine, author=anna)
    at_first = opened_at(first)
    frozen.move(minutes=1)
    again = note_opened(first)

    assert "" < at_first < opened_at(again)
    assert opened_at(Draft(options={})) == ""
    assert Draft.objects.get(pk=first.pk).options == again.options


def test_a_template_that_goes_leaves_the_text_of_drafts(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    template, other = make_template(nordlicht), make_template(nordlicht)
    written = write(mine, anna, template=template)
    kept = write(mine, anna, DraftKind.FORWARD, template=other)

    let_go(template)

    assert {draft.pk: (draft.template, draft.text) for draft in Draft.objects.all()} == {
        written.pk: (None, "Gern."),
        kept.pk: (other, "Gern."),
    }


def test_the_folders_of_the_desk_count_what_is_ones_own(
    mine: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    make_ticket(billing, owner=bela)
    for kind in (DraftKind.REPLY, DraftKind.FORWARD):
        write(mine, anna, kind)
    write(mine, bela)
    for user, read_at in ((anna, None), (anna, frozen.at), (bela, None)):
        Notice.objects.create(tenant=nordlicht, user=user, kind="new_message", at=frozen.at, read_at=read_at)
    held = {"state": "resubmitted", "waits_for": anna}
    for hours in (-1, 0, 1):
        make_ticket(billing, held_until=frozen.at + timedelta(hours=hours), **held)
    access = load_access(anna, (nordlicht.pk,))

    with statements() as sent:
        counts = desk_counts(access)

    assert (counts.mine, counts.drafts, counts.notices, counts.failed) == (1, 1, 1, 0)
    assert (counts.resubmitted, counts.due, counts.passed_on) == (3, 2, 0)
    assert (counts.waiting, counts.to_release, counts.lent) == (0, 0, 0)
    assert len([each for each in sent if "answers_draft" in each]) == 1
