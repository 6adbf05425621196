"""States and kinds around calls."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Connector(models.TextChoices):
    """How Kontor and a telephone system talk to each other."""

    ASTERISK = "asterisk", _("Asterisk (AMI)")
    PUSH = "push", _("Call interface over HTTP")


class PushFormat(models.TextChoices):
    """In which form a telephone system or provider posts its events."""

    GENERIC = "generic", _("Generic call interface (CTI)")
    SIPGATE = "sipgate", "sipgate.io"
    PLACETEL = "placetel", "Placetel"


class DialFormat(models.TextChoices):
    """How a telephone system wants numbers outside of the house to be dialled."""

    PLUS = "plus", _("+49 40 …: international, with plus")
    ZEROS = "zeros", _("0049 40 …: international, with two zeros")
    NATIONAL = "national", _("040 …: with one zero within the country")


class DeviceState(models.TextChoices):
    UNKNOWN = "unknown", _("not known")
    UNREACHABLE = "unreachable", _("not reachable")
    FREE = "free", _("reachable")
    RINGING = "ringing", _("rings")
    IN_USE = "in_use", _("in a call")


class LinkState(models.TextChoices):
    """Of the line on which an Asterisk tells what happens."""

    DOWN = "down", _("not connected")
    CONNECTING = "connecting", _("is being connected")
    UP = "up", _("connected")


class Direction(models.TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class CallState(models.TextChoices):
    DIALLING = "dialling", _("is being dialled")
    RINGING = "ringing", _("rings")
    TALKING = "talking", _("in conversation")
    HELD = "held", _("on hold")
    ENDED = "ended", _("ended")


LIVING_STATES = tuple(state for state in CallState if state != CallState.ENDED)


class Outcome(models.TextChoices):
    """How a call ended. Empty while it lives."""

    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    MISSED = "missed", _("Missed")
    BUSY = "busy", pgettext_lazy("call", "Busy")
    NO_ANSWER = "no_answer", _("No answer")
    REJECTED = "rejected", _("Rejected")
    FORWARDED = "forwarded", pgettext_lazy("call", "Forwarded")
    BLOCKED = "blocked", _("Blocked caller")
    FAILED = "failed", _("Not put through")
    UNKNOWN = "unknown", _("End not known")


UNWANTED = (Outcome.BLOCKED, Outcome.FORWARDED)
"""Not answered, and nobody waits for anything: a caller who is not taken, and a call that goes on as another one."""


class PartyState(models.TextChoices):
    RINGING = "ringing", _("rings")
    TALKING = "talking", _("talks")
    HELD = "held", _("holds the line")
    LEFT = "left", _("has left")


class Creation(models.TextChoices):
    """Whether a call becomes a phone ticket by itself."""

    NEVER = "never", _("never")
    ASK = "ask", _("ask the agent")
    ALWAYS = "always", _("always")


class Moment(models.TextChoices):
    """When in the course of a call the phone ticket is made, or asked for."""

    RINGING = "ringing", _("when it rings")
    ANSWER = "answer", _("when it is answered")
    END = "end", _("when it has ended")


class Question(models.TextChoices):
    """Whether the agent was asked for a phone ticket, and what they said."""

    NONE = "none", _("not asked")
    ASKED = "asked", _("asked")
    YES = "yes", _("yes")
    NO = "no", _("no")


class HeldBecause(models.TextChoices):
    """Why a call belongs to no tenant."""

    UNKNOWN_NUMBER = "unknown_number", _("Neither the dialled number nor the trunk belongs to a tenant.")
    DELETED_TENANT = "deleted_tenant", _("The tenant that the number belonged to has been deleted.")
    NOT_SERVED = "not_served", _("The telephone system does not serve the tenant that the number belongs to.")
    UNKNOWN_PREFIX = "unknown_prefix", _("An outgoing call with a prefix that belongs to no tenant.")
