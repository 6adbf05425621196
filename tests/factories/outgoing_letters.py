from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any, cast

import pikepdf

from kontor.kernel import clock
from kontor.letters.domain.making import place
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Ticket
from tests.factories import next_number
from tests.factories.letters import make_outgoing_letter
from tests.support.scoping import everywhere, in_scope


def make_rendered_letter(ticket: Ticket, author: User | None, **values: Any) -> OutgoingLetter:
    """One that has its pages already: a blank one that says which letter it is."""
    letter = make_outgoing_letter(ticket, author, **values)
    with in_scope(ticket.tenant_id):
        pdf = _blank(letter.code)
        letter.pdf = keep(pdf, tenant_id=letter.tenant_id)
        letter.sha256, letter.pages, letter.sheets, letter.grams = hashlib.sha256(pdf).hexdigest(), 1, 1, 10
        place(letter, cast(Holder, system_values()))
        letter.save()
    return letter


def make_failed_letter(ticket: Ticket, author: User | None, **values: Any) -> OutgoingLetter:
    """One for which there was no room."""
    letter = make_rendered_letter(ticket, author)
    trouble = {"state": LetterState.FAILED, "error_kind": "full", "error_values": {"path": "/print/4711.pdf"}}
    with in_scope(ticket.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(**{**trouble, **values})
    return fresh(letter)


def make_batch(tenant: Tenant, letters: Iterable[OutgoingLetter] = (), **values: Any) -> PrintBatch:
    """An open one of today, with these letters."""
    values = {"number": next_number(), "day": clock.now().date(), "made_at": clock.now()} | values
    with in_scope(tenant):
        batch = PrintBatch.objects.create(tenant=tenant, **values)
        rows = OutgoingLetter.objects.filter(pk__in=[letter.pk for letter in letters])
        rows.update(batch=batch, state=LetterState.COLLECTED)
    return batch


def _blank(title: str) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Title"] = title
    target = io.BytesIO()
    made.save(target, deterministic_id=True)
    return target.getvalue()


def fresh(letter: OutgoingLetter) -> OutgoingLetter:
    """The letter as it is now."""
    with everywhere():
        rows = OutgoingLetter.objects.select_related("tenant", "message__ticket", "postal_address", "batch__tenant")
        return rows.get(pk=letter.pk)
