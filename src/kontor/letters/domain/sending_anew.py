"""A letter that did not arrive goes out anew, to the address that the contact has now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.customers.domain.postal_addresses import lines_of, postal_addresses, problems_of
from kontor.customers.models import Customer, PostalAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.queueing import next_number, queue
from kontor.letters.domain.reprinting import is_erased
from kontor.letters.domain.results import locked
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.models.letter import LOST
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import tell

_CAME_TO_NOTHING = (LetterState.RECALLED, LetterState.CANCELLED)
_SAME = ("tenant", "lent_to_id", "message", "template_id", "template_version", "language")


@dataclass(frozen=True)
class Present:
    """Where the contact lives now, and the lines that would stand in the window."""

    address: PostalAddress
    lines: list[str]


def contact_of(letter: OutgoingLetter) -> Customer | None:
    """Whose letter it is: its address says so, else its ticket does."""
    contact: Customer | None = letter.message.ticket.customer
    return letter.postal_address.customer if letter.postal_address else contact


def present_address(letter: OutgoingLetter) -> Present | None:
    """The address to which a lost letter can be sent anew: its own as it reads now, or the first of the contact's where
    letters do not arrive there. None where that is what the letter was sent to, and for a letter that is not lost, that
    has been sent anew already, whose content has been erased or whose ticket is lent."""
    contact = contact_of(letter)
    if contact is None or letter.state not in LOST or is_erased(letter) or letter.lent_to_id or _has_follower(letter):
        return None
    rows = [row for row in postal_addresses(contact) if _can_be_reached(row)]
    own = [row for row in rows if row.pk == letter.postal_address_id]
    for row in own or rows:
        lines = lines_of(row, from_country=letter.tenant.country)
        if lines != letter.address:
            return Present(row, lines)
    return None


@transaction.atomic(savepoint=False)
def send_anew(letter: OutgoingLetter, *, by: User) -> OutgoingLetter:
    """A new letter with what was written then and the address of now, rendered anew. Who comes later finds it sent.

    What came back stays as it is; what failed is withdrawn, so that nobody prints it later. Refused where the contact
    has no other address than the one that the letter was sent to.
    """
    row = locked(letter.pk)
    if _has_follower(row):
        raise Refused(_("This letter has been sent anew already."))
    if row.state not in LOST:
        raise Refused(_("This letter has neither failed nor come back."))
    present = present_address(row)
    if present is None:
        raise Refused(_("The contact has no other address to which letters go. Correct the address first."))
    again = _again(row, present, by)
    queue(again)
    if row.state == LetterState.FAILED:
        row.state = LetterState.CANCELLED
        row.save(update_fields=["state"])
    ticket = row.message.ticket
    ticket.delivery_failed = False
    ticket.save(update_fields=["delivery_failed"])
    record(ticket, "letter_sent_anew", by=by, old=", ".join(row.address), new=", ".join(present.lines))
    tell(ticket)
    return again


def _again(letter: OutgoingLetter, present: Present, by: User) -> OutgoingLetter:
    same = {name: getattr(letter, name) for name in _SAME}
    return OutgoingLetter(
        pk=next_number(),
        postal_address=present.address,
        address=present.lines,
        country=present.address.country,
        final=False,
        reprint_of=letter,
        next_attempt_at=clock.now(),
        by=by,
        **same,
    )


def _has_follower(letter: OutgoingLetter) -> bool:
    later = OutgoingLetter.objects.filter(message=letter.message_id, pk__gt=letter.pk)
    return later.exclude(state__in=_CAME_TO_NOTHING).exists()


def _can_be_reached(row: PostalAddress) -> bool:
    return row.undeliverable_since is None and not any(problem.stops for problem in problems_of(row))
