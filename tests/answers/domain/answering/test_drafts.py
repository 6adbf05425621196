"""The suggestion, and drafts."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from kontor.answers.domain.drafts import (
    Conflict,
    attach_file,
    detach_file,
    discard_draft,
    find_draft,
    mark_seen,
    open_draft,
    save_draft,
)
from kontor.answers.domain.queries import DeskCounts, desk_counts, drafts_of
from kontor.answers.domain.send import send_answer
from kontor.answers.domain.suggest import suggest_reply
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.org.domain.access import load_access
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from tests.answers.domain.answering.conftest import VALUES
from tests.factories.channels import make_no_reply_address
from tests.factories.tickets import make_message
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import at_once


def opened(ticket: Ticket, author: User) -> Draft:
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
    assert opened(mine, anna) == opened(mine, anna)


def test_two_windows_that_open_a_draft_at_once_have_one(committed_db: str, mine: Ticket, anna: User) -> None:
    drafts = at_once(*[partial(opened, mine, anna)] * 4)

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
