"""Print batches: the list, one of them with its letters and how far it came, and what people do with them."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.letters.domain.batches import due_at, hand_over
from kontor.letters.domain.recalling import may_be_recalled, recall_batch, recalled_so_far
from kontor.letters.domain.retrying import count_batch_as_handed_over, may_batch_be_settled, try_batch_again
from kontor.letters.enums import BatchState
from kontor.letters.models import PrintBatch
from kontor.org.middleware import DeskRequest
from kontor.supervisor.letters.access import WRITE, cause_url, get_batch, readable_batches, readable_letters
from kontor.supervisor.letters.lists import BATCHES, FOLDER, LETTERS, place_of, trouble_of
from kontor.ui.htmx import fragment, message, redirect


@require_GET
def batches(request: DeskRequest) -> HttpResponse:
    context = {
        "empty_title": _("No batches yet"),
        "empty_text": _("Tenants that hand over their letters once a day have a batch for each day."),
    }
    return BATCHES.answer(request, readable_batches(request), f"{FOLDER}/batches.html", context)


@require_GET
def batch(request: DeskRequest, batch_id: int) -> HttpResponse:
    found = get_batch(request, batch_id)
    rows = readable_letters(request).filter(batch=found)
    may_write = request.access.may(WRITE, tenant_id=found.tenant_id)
    letters = LETTERS if may_write else replace(LETTERS, actions=())
    context = {**_facts(request, found), "listing": letters.view(request, rows)}
    return fragment(request, f"{FOLDER}/batch.html", context, partial="ui/table.html")


@require_GET
def progress(request: DeskRequest, batch_id: int) -> HttpResponse:
    """How far it came, asked for again and again while it is written."""
    facts = _facts(request, get_batch(request, batch_id))
    return fragment(request, f"{FOLDER}/_progress.html", facts | {"is_over": not facts["goes_on"]})


@require_POST
def hand_over_now(request: DeskRequest, batch_id: int) -> HttpResponse:
    hand_over(get_batch(request, batch_id, may=WRITE), by=request.user)
    message(request, _("The batch is being written for print."))
    return _to(request, batch_id)


@require_POST
def try_again(request: DeskRequest, batch_id: int) -> HttpResponse:
    try_batch_again(get_batch(request, batch_id, may=WRITE), by=request.user)
    message(request, _("The batch is tried again."))
    return _to(request, batch_id)


@require_POST
def settle(request: DeskRequest, batch_id: int) -> HttpResponse:
    count_batch_as_handed_over(get_batch(request, batch_id, may=WRITE), by=request.user)
    message(request, _("The batch counts as handed to print."))
    return _to(request, batch_id)


@require_POST
def recall(request: DeskRequest, batch_id: int) -> HttpResponse:
    recall_batch(get_batch(request, batch_id, may=WRITE), by=request.user)
    message(request, _("The batch is being recalled. Its tickets come back to the desk one after the other."))
    return _to(request, batch_id)


def _facts(request: DeskRequest, found: PrintBatch) -> dict[str, object]:
    may_write = request.access.may(WRITE, tenant_id=found.tenant_id)
    return {
        "batch": found,
        "trouble": trouble_of(found),
        "cause_url": cause_url(request, found),
        "place": place_of(found),
        "due_at": due_at(found) if found.state == BatchState.OPEN else None,
        "goes_on": found.state in (BatchState.WRITING, BatchState.RECALLING),
        **_recalling(found),
        "may_hand_over": may_write and found.state == BatchState.OPEN,
        "may_try": may_write and found.is_in_trouble,
        "may_settle": may_write and may_batch_be_settled(found),
        "may_recall": may_write and may_be_recalled(found),
    }


def _recalling(found: PrintBatch) -> dict[str, object]:
    """How far its recalling came, while it goes on."""
    if found.state != BatchState.RECALLING:
        return {}
    return {"is_recalled": True, "recalled": recalled_so_far(found), "total": found.members.count()}


def _to(request: DeskRequest, batch_id: int) -> HttpResponse:
    return redirect(request, reverse("supervisor:letters:batch", args=[batch_id]))
