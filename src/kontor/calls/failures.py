"""Why a call that somebody placed came to nothing, or an order for it was not carried out, in plain sentences."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.channels.errors import Blank, Kind, sentence_of

if TYPE_CHECKING:
    from kontor.calls.models import Call


class Failure(StrEnum):
    TOO_LATE = "too_late"
    OWN_PHONE_OFF = "own_phone_off"
    OWN_PHONE_BUSY = "own_phone_busy"
    OWN_PHONE_NOT_PICKED_UP = "own_phone_not_picked_up"
    PREFIX = "prefix"
    REFUSED = "refused"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    HANG_UP = "hang_up"


SENTENCES: dict[Failure, Promise] = {
    Failure.TOO_LATE: _("The call was not placed: it would have come too late. Try again."),
    Failure.OWN_PHONE_OFF: _("Your own phone, %(extension)s, is not registered with the telephone system."),
    Failure.OWN_PHONE_BUSY: _("Your own phone, %(extension)s, is busy."),
    Failure.OWN_PHONE_NOT_PICKED_UP: _("Your own phone, %(extension)s, rang, and nobody picked it up."),
    Failure.PREFIX: _("The telephone system does not know the prefix “%(prefix)s” and puts nothing through with it."),
    Failure.REFUSED: _("The telephone system did not place the call: %(detail)s"),
    Failure.HOLD: _("The call could not be put on hold: %(detail)s"),
    Failure.RESUME: _("The call could not be taken back: %(detail)s"),
    Failure.TRANSFER: _("The call could not be transferred: %(detail)s"),
    Failure.HANG_UP: _("The call could not be ended: %(detail)s"),
}

OF_ORDERS = {Failure.HOLD, Failure.RESUME, Failure.TRANSFER, Failure.HANG_UP}

OF_OWN_PHONE = {
    17: Failure.OWN_PHONE_BUSY,
    18: Failure.OWN_PHONE_NOT_PICKED_UP,
    19: Failure.OWN_PHONE_NOT_PICKED_UP,
    20: Failure.OWN_PHONE_OFF,
    21: Failure.OWN_PHONE_BUSY,
    28: Failure.PREFIX,
}
"""What causes (ITU-T Q.850) mean when a call never got beyond the phone of whoever placed it."""


def failure_in_words(call: Call) -> str:
    """The sentence of a call's failure, in the language that is active; empty where none is written down."""
    if not call.failure_kind:
        return ""
    if call.failure_kind in list(Failure):
        return str(SENTENCES[Failure(call.failure_kind)]) % Blank(call.failure_values)
    return sentence_of(call.failure_kind, call.failure_values) if call.failure_kind in list(Kind) else ""
