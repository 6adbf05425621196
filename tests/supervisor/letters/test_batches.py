"""Batches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kontor.answers.domain.queries import desk_counts
from kontor.kernel import clock
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.outgoing_letters import make_batch, make_failed_letter, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.supervisor.letters.conftest import Clients, ids, url
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope

LETTERS_ANEW = '<div hidden hx-get="" hx-trigger="load" hx-target="#listing"'


def as_it_is(batch: PrintBatch) -> PrintBatch:
    with everywhere():
        return PrintBatch.objects.get(pk=batch.pk)


def test_a_batch_is_handed_over_by_hand_and_tells_how_far_it_came(
    browser: Browser, sending: Ticket, anna: User, nordlicht: Tenant, letters_root: Path
) -> None:
    letters = [make_rendered_letter(sending, anna) for _ in range(2)]
    batch = make_batch(nordlicht, letters)
    page = browser.get(url("batch", batch.pk))
    assert sorted(ids(page)) == [letter.pk for letter in letters]
    assert url("batch-hand-over", batch.pk) in page.content.decode()

    browser.post(url("batch-hand-over", batch.pk))
    progress = browser.get(url("batch-progress", batch.pk)).content.decode()
    assert "0 of 2 letters are written." in progress
    assert "every 2s" in progress
    run_jobs("write_batch")

    assert as_it_is(batch).state == BatchState.HANDED_OVER
    over = browser.get(url("batch-progress", batch.pk)).content.decode()
    assert ("every 2s" in over, LETTERS_ANEW in over, LETTERS_ANEW in progress) == (False, True, False)
    [manifest] = [json.loads(path.read_text()) for path in letters_root.rglob("*.json")]
    assert manifest["letters"] == 2


def test_a_batch_is_recalled_or_tried_again(
    browser: Browser, sending: Ticket, anna: User, nordlicht: Tenant, settings: Any, letters_root: Path
) -> None:
    batch = make_batch(nordlicht, [make_rendered_letter(sending, anna)])
    browser.post(url("batch-hand-over", batch.pk))
    settings.LETTERS_ROOT = str(letters_root / "gone")
    run_jobs("write_batch")
    page = browser.get(url("batch", batch.pk)).content.decode()
    assert "There is no folder for" in page
    assert CAUSE not in page, "who may not see the tenant"

    settings.LETTERS_ROOT = str(letters_root)
    browser.post(url("batch-try-again", batch.pk))
    run_jobs("write_batch")
    assert as_it_is(batch).state == BatchState.HANDED_OVER
    later = make_batch(nordlicht, [make_rendered_letter(sending, anna)])
    browser.post(url("batch-recall", later.pk))
    going_on = browser.get(url("batch-progress", later.pk)).content.decode()
    assert ("0 of 1 letters are recalled." in going_on, "every 2s" in going_on) == (True, True)
    run_jobs("recall_batch")
    assert as_it_is(later).state == BatchState.RECALLED
    assert "every 2s" not in browser.get(url("batch-progress", later.pk)).content.decode()


def test_a_batch_in_doubt_counts_as_handed_over(
    browser: Browser, sending: Ticket, anna: User, nordlicht: Tenant, letters_root: Path
) -> None:
    taken = {"state": BatchState.FAILED, "error_kind": "taken", "written_at": clock.now()}
    letter = make_rendered_letter(sending, anna)
    batch = make_batch(nordlicht, [letter], directory="NORD", filename="batch-1", **taken)
    with in_scope(nordlicht):
        OutgoingLetter.objects.filter(pk=letter.pk).update(state=LetterState.WRITING)
    assert url("batch-settle", batch.pk) in browser.get(url("batch", batch.pk)).content.decode()

    answer = browser.post(url("batch-settle", batch.pk))
    run_jobs("write_batch")

    assert answer["Location"] == url("batch", batch.pk)
    assert as_it_is(batch).state == BatchState.HANDED_OVER
    assert url("batch-settle", batch.pk) not in browser.get(url("batch", batch.pk)).content.decode()
    assert list(letters_root.iterdir()) == []


CAUSE = "To the tenant’s letters"


def test_trouble_leads_to_where_it_is_mended(
    client_for: Clients, sending: Ticket, anna: User, ada: User, nordlicht: Tenant
) -> None:
    failed, whole = make_failed_letter(sending, anna), make_rendered_letter(sending, anna)
    browser = client_for(ada)

    with_trouble, without = (browser.get(url("show", letter.pk)).content.decode() for letter in (failed, whole))

    assert f'href="/supervisor/tenants/{nordlicht.pk}/pdf/">{CAUSE}</a>' in with_trouble
    assert CAUSE not in without


def test_failed_letters_lie_beside_failed_mails_on_the_desk(
    client_for: Clients, sending: Ticket, billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    """What came back lies there as long as its ticket is marked."""
    failed = make_failed_letter(sending, anna)
    back = make_failed_letter(make_ticket(billing, owner=anna), anna, state=LetterState.RETURNED)
    make_failed_letter(make_ticket(billing, owner=anna), anna, state=LetterState.RETURNED)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=back.message.ticket_id).update(delivery_failed=True)
        hers, his = (desk_counts(load_access(person, (nordlicht.pk,))).failed for person in (anna, bela))
    page = client_for(anna, nordlicht).get("/desk/inbox/?folder=failed").content.decode()

    assert (hers, his) == (2, 0)
    assert [letter.message.ticket.subject in page for letter in (failed, back)] == [True, True]
