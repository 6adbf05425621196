"""Why a call ended, in words: the numbers of ITU-T Q.850."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CAUSES: dict[int, StrOrPromise] = {
    1: _("The number is not assigned."),
    2: _("There is no route to that network."),
    3: _("There is no route to that number."),
    16: _("The conversation was ended normally."),
    17: _("The number is busy."),
    18: _("The phone did not answer in time."),
    19: _("It rang, and nobody picked up."),
    20: _("The phone is switched off or out of reach."),
    21: _("The call was rejected."),
    22: _("The number has changed."),
    23: _("The call was redirected to another number."),
    26: _("Somebody else has picked up."),
    27: _("The line of that number is out of order."),
    28: _("The number is incomplete or has a wrong form."),
    29: _("The telephone network refuses what was asked for."),
    31: _("Ended without a reason."),
    34: _("All lines are in use."),
    38: _("The telephone network is out of order."),
    41: _("The telephone network has a passing fault."),
    42: _("The telephone network is overloaded."),
    44: _("The line that was asked for is not free."),
    47: _("The telephone network has nothing free for this call."),
    50: _("This line may not do what was asked for."),
    52: _("Outgoing calls are barred."),
    54: _("Incoming calls are barred."),
    57: _("This kind of call is not allowed on the line."),
    58: _("This kind of call is not possible at the moment."),
    79: _("The telephone network does not know what was asked for."),
    87: _("The caller does not belong to the group that may call here."),
    88: _("The other end cannot take this kind of call."),
    102: _("The telephone network waited too long for an answer."),
    111: _("The telephone systems did not understand each other."),
    127: _("Ended by a network that tells no reason."),
}


def cause_in_words(cause: int | None) -> str:
    """The sentence for a cause; one that is not in the list by its number. Empty where none was told."""
    if cause is None:
        return ""
    if cause in CAUSES:
        return str(CAUSES[cause])
    return gettext("Cause %(number)s of the telephone network.") % {"number": cause}
