"""A letter came back: the post could not deliver it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.customers.domain.postal_addresses import mark_address_undeliverable
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import shorten
from kontor.letters.domain.reprinting import PRINTED
from kontor.letters.domain.results import locked, recipient_of, report
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.people.models import User
from kontor.tickets.domain.history import record


@transaction.atomic(savepoint=False)
def mark_returned(letter: OutgoingLetter, *, reason: str, by: User | None) -> OutgoingLetter:
    """Its ticket lies with its author again, marked, and its address counts as undeliverable until it is corrected.

    One that has come back already stays as it was. Refused for a letter that was not handed to print. None as ``by``: a
    scan says so.
    """
    row = locked(letter.pk)
    if row.state == LetterState.RETURNED:
        return row
    if row.state not in PRINTED:
        raise Refused(_("This letter has not been handed to print, so it cannot have come back."))
    reason = shorten(reason.strip(), 200) or _("undeliverable")
    row.state, row.returned_at, row.returned_reason = LetterState.RETURNED, clock.now(), reason
    row.save(update_fields=["state", "returned_at", "returned_reason"])
    if row.postal_address:
        mark_address_undeliverable(row.postal_address, reason=reason)
    record(row.message.ticket, "letter_returned", by=by, recipients=recipient_of(row), reason=reason)
    report(row, reason)
    return row
