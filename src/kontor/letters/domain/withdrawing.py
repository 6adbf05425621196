"""A letter that waits is taken out of its queue, as if it had never been put there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.tickets.models import Message


def withdraw(message: Message) -> bool:
    """Remove the message's letter; False if it has none. Its ticket is locked.

    Refused when a worker has taken it, whatever came of it. Whoever is second waits for the row's lock: the worker
    passes over a row that is being removed, and finds it gone.
    """
    letters = list(OutgoingLetter.objects.filter(message=message).order_by("pk").select_for_update(of=("self",)))
    if any(letter.state != LetterState.QUEUED or letter.attempts or letter.claim for letter in letters):
        raise Refused(_("The letter is being made already. It cannot be taken back any more."))
    OutgoingLetter.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
    return bool(letters)
