"""Two agents on one ticket: whoever sends second is stopped and shown what changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse

from kontor.answers.domain.drafts import mark_seen, open_draft
from kontor.answers.domain.meanwhile import ChangedMeanwhile
from kontor.answers.domain.send import send_answer
from kontor.answers.domain.suggest import newest_id
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import HtmxBrowser
from tests.support.refusal import refused
from tests.support.scoping import in_scope


@pytest.fixture
def mine(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, language="de")


@pytest.fixture
def draft(mine: Ticket, anna: User) -> Draft:
    return _draft(mine, anna)


def _draft(ticket: Ticket, author: User) -> Draft:
    with in_scope(ticket.tenant_id):
        draft = open_draft(Ticket.objects.get(pk=ticket.pk), author=author)
        Draft.objects.filter(pk=draft.pk).update(text="Gern geschehen.", html="<p>Gern geschehen.</p>")
        return Draft.objects.get(pk=draft.pk)


def _give(ticket: Ticket, to: User) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(owner=to)


def _answer(ticket: Ticket, by: User) -> None:
    """The other agent has the ticket, answers in between, and gives it back."""
    with in_scope(ticket.tenant_id):
        send_answer(_draft(ticket, by), final=False, by=by)


def test_the_second_answer_is_stopped_and_told_of_the_first(draft: Draft, mine: Ticket, anna: User, bela: User) -> None:
    _give(mine, bela)
    _answer(mine, bela)
    _give(mine, anna)

    with in_scope(mine.tenant_id):
        with pytest.raises(ChangedMeanwhile) as caught, transaction.atomic():
            send_answer(draft, by=anna)
        assert [change[:34] for change in caught.value.changes] == ["Bela Brand has answered in the mean"[:34]]
        mark_seen(draft, message_id=newest_id(mine), by=anna)

        assert send_answer(draft, by=anna).pk
        assert OutgoingMail.objects.count() == 2


def test_ones_own_earlier_answer_stops_nothing(mine: Ticket, draft: Draft, anna: User) -> None:
    with in_scope(mine.tenant_id):
        send_answer(draft, final=False, by=anna)
        again = _draft(mine, anna)

        assert send_answer(again, by=anna).pk


def test_an_answer_that_was_there_before_stops_nothing(mine: Ticket, anna: User, bela: User) -> None:
    _give(mine, bela)
    _answer(mine, bela)
    _give(mine, anna)

    with in_scope(mine.tenant_id):
        assert send_answer(_draft(mine, anna), by=anna).pk


def test_a_category_that_somebody_else_changed_is_shown(
    draft: Draft, mine: Ticket, moving: Category, anna: User, bela: User
) -> None:
    with in_scope(mine.tenant_id):
        recategorize_ticket(mine, moving, by=bela)
        Ticket.objects.filter(pk=mine.pk).update(owner=anna, state="assigned")
        with pytest.raises(ChangedMeanwhile) as caught, transaction.atomic():
            send_answer(draft, by=anna)

        [change] = caught.value.changes
        assert change.startswith("Bela Brand has moved the ticket from “Abrechnung” to “Umzug”.")


def test_ones_own_change_of_category_is_no_news(draft: Draft, mine: Ticket, moving: Category, anna: User) -> None:
    with in_scope(mine.tenant_id):
        recategorize_ticket(mine, moving, by=anna)
        Ticket.objects.filter(pk=mine.pk).update(owner=anna, state="assigned")

        assert send_answer(draft, by=anna).pk


def test_whoever_has_the_ticket_now_is_named(draft: Draft, mine: Ticket, anna: User, bela: User) -> None:
    _give(mine, bela)

    with in_scope(mine.tenant_id), refused("not on your desk any more: Bela Brand has it now. Your draft is kept."):
        send_answer(draft, by=anna)


def test_the_editor_shows_what_changed_and_goes_on_when_it_was_read(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, htmx_for: Callable[..., HtmxBrowser]
) -> None:
    window = htmx_for(anna, nordlicht)
    window.post(reverse("desk:compose:reply", args=[mine.number]))
    _give(mine, bela)
    _answer(mine, bela)
    _give(mine, anna)
    typed = {"version": 1, "to": "kaethe@post.example", "subject": "Re: x", "text": "Gern geschehen."}

    stopped = window.post(reverse("desk:compose:send", args=[mine.number]), typed)
    window.post(reverse("desk:compose:seen", args=[mine.number]))
    sent = window.post(reverse("desk:compose:send", args=[mine.number]), typed | {"version": 2})

    assert stopped.status_code == 409
    assert "Bela Brand has answered in the meantime" in stopped.content.decode()
    assert (stopped.headers["HX-Trigger"], "HX-Redirect" in sent.headers) == ("ticket:refresh", True)
