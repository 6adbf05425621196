"""Which answers wait, and how."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kontor.answers.domain.announcing import Announced, announced
from kontor.answers.domain.drafts import attach_file, discard_draft, mark_seen, open_draft, save_draft
from kontor.answers.domain.queries import draft_for_editor
from kontor.answers.domain.release import reasons_for_release, reasons_in_words
from kontor.answers.domain.review_rules import throw
from kontor.answers.domain.send import send_answer
from kontor.answers.enums import ClearanceState, ReviewPurpose
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import SHOW_CLEARANCE, SHOW_SAMPLING
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket, release_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.answers.conftest import VALUES
from tests.answers.domain.release.conftest import actions_of
from tests.factories.answers import prefer
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements


class Finding(NamedTuple):
    code: str


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
        assert actions_of(mine)[-1] == "clearance_asked"


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
