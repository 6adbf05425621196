"""The door to outgoing letters: there is none while letters are off; not yours is 404, not allowed is 403."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from kontor.letters.domain.queries import batches_of, letters_of
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import LETTERS
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere

READ, WRITE = "letters.read", "letters.write"


def switched_on(request: HttpRequest) -> bool:
    """Letters are on. Asks no database."""
    return LETTERS.get(cast(DeskRequest, request).access.system)


def readable_letters(request: DeskRequest, *, may: str = READ) -> QuerySet[OutgoingLetter]:
    """The letters of the tenants in which the person has the right."""
    _need_letters(request)
    need_anywhere(request, may)
    return letters_of(request.access.tenants_with(may))


def readable_batches(request: DeskRequest, *, may: str = READ) -> QuerySet[PrintBatch]:
    _need_letters(request)
    need_anywhere(request, may)
    return batches_of(request.access.tenants_with(may))


def cause_url(request: DeskRequest, row: OutgoingLetter | PrintBatch) -> str:
    """Where it is set how letters of the tenant look and where they go; "" for whoever may not see the tenant."""
    if not request.access.may("tenants.read", tenant_id=row.tenant_id):
        return ""
    return reverse("supervisor:tenants:tab", args=[row.tenant_id, "pdf"])


def get_letter(request: DeskRequest, letter_id: int, *, may: str = READ) -> OutgoingLetter:
    _need_letters(request)
    found = letters_of(request.access.tenants).select_related(
        "pdf", "stylesheet", "reprint_of", "postal_address__customer"
    )
    letter = found.filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    need(request, may, tenant_id=letter.tenant_id)
    return letter


def get_batch(request: DeskRequest, batch_id: int, *, may: str = READ) -> PrintBatch:
    _need_letters(request)
    batch = batches_of(request.access.tenants).filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    need(request, may, tenant_id=batch.tenant_id)
    return batch


def _need_letters(request: DeskRequest) -> None:
    if not switched_on(request):
        raise Http404
