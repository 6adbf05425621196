"""States and kinds of intake."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class VerdictKind(models.TextChoices):
    """What a mail is to the desk; the filters decide, the first verdict wins."""

    IGNORE = "ignore", _("Ignored")
    BOUNCE = "bounce", _("Delivery report")
    AUTO_REPLY = "auto_reply", _("Automatic reply")
    OUTSIDE = "outside", _("Answer from outside")
    FOLLOW_UP = "follow_up", _("Follow-up")
    NEW = "new", _("New ticket")


class Signal(models.TextChoices):
    """What speaks for a mail belonging to a ticket; ``domain/evidence.py`` has the weights."""

    LETTER_CODE = "letter_code", _("It shows the barcode of a letter of ours, whose signature proves where it belongs.")
    TOKEN = "token", _("It answers a mail of ours whose signature proves that it belongs to this ticket.")
    IN_REPLY_TO = "in_reply_to", _("It answers a message of this ticket.")
    REFERENCES = "references", _("It refers to a message of this ticket.")
    NUMBER = "number", _("Its subject holds the number of this ticket.")
    PARTY = "party", _("Its sender takes part in this ticket.")
    COLLEAGUE = "colleague", _("Its sender writes from the same company as somebody who takes part in this ticket.")
    SUBJECT = "subject", _("It has the subject of this ticket.")
    ACCOUNT = "account", _("It came in on the account of this ticket.")
    DOUBTFUL = "doubtful", _("Against it: the receiving mail server doubts that its sender is genuine.")


class Filing(models.TextChoices):
    """How a mail came to its ticket. Stored with the signals on the message."""

    NEW = "new", _("It refers to no ticket that is known here: a new ticket.")
    ATTACHED = "attached", _("Enough speaks for this ticket.")
    SUGGESTED = "suggested", _("It names a ticket, but too little speaks for it: a new ticket with a suggestion.")
    CONTINUED = "continued", _("It belongs to a ticket that was closed: a new ticket of the same process.")
    REOPENED = "reopened", _("It belongs to this ticket, which was closed and is open again.")
    OUTSIDE = "outside", _("Somebody outside, who was asked about this ticket, has answered.")
    AUTOMATIC = "automatic", _("An automatic answer to a mail of this ticket.")
    REPORT = "report", _("A report about a mail of this ticket.")
    BY_HAND = "by_hand", _("Somebody decided that it belongs here.")


class ProblemKind(models.TextChoices):
    """What was odd about a mail while it was read. Stored on the message, shown to the agent as a sentence."""

    BODY_SHORTENED = "body_shortened", _("The text is very long and was shortened; it is attached as a whole.")
    BROKEN_BASE64 = "broken_base64", _("A part was damaged on its way; what could be decoded is shown.")
    DATE_IN_FUTURE = "date_in_future", _("The mail is dated in the future; the time of receipt counts.")
    DATE_MISSING = "date_missing", _("The mail has no date; the time of receipt counts.")
    DATE_UNREADABLE = "date_unreadable", _("The date of the mail cannot be read; the time of receipt counts.")
    FROM_MISSING = "from_missing", _("The mail names no sender address; another header stands in for it.")
    FROM_REPEATED = "from_repeated", _("The mail names several senders; the first one counts.")
    HEADER_BROKEN = "header_broken", _("The headers of the mail are damaged.")
    HEADER_SHORTENED = "header_shortened", _("A header of the mail is too long and was shortened.")
    TOO_DEEP = "too_deep", _("The mail is nested too deep; the inner parts are kept as one attachment.")
    TOO_MANY_HEADERS = "too_many_headers", _("The mail has too many headers; the rest is only in the raw mail.")
    TOO_MANY_PARTS = "too_many_parts", _("The mail has too many parts; the rest is only in the raw mail.")
    TOO_MANY_RECIPIENTS = "too_many_recipients", _("The mail has too many recipients; only the first ones are shown.")
    UNKNOWN_ENCODING = "unknown_encoding", _("A part is encoded in an unknown way and is kept as it came.")
    UNREADABLE = "unreadable", _("The mail could not be read; its raw text is kept.")


class ArrivalState(models.TextChoices):
    READING = "reading", _("Scan is being read")
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    HELD = "held", _("Held")


UNDECIDED = (ArrivalState.READING, ArrivalState.WAITING)
"""Nothing has become of it yet."""


class Outcome(models.TextChoices):
    """What became of a message that was seen; every row of the ledger ends in exactly one."""

    NEW_TICKET = "new_ticket", _("New ticket")
    FOLLOW_UP = "follow_up", _("Follow-up")
    BOUNCE = "bounce", _("Delivery report")
    HELD = "held", _("Held")
    IGNORED = "ignored", _("Ignored")


class LeasePurpose(models.TextChoices):
    """What a worker has a mailbox for: to read it, or to be told by the server when something new is there."""

    FETCH = "fetch", _("Reading")
    WATCH = "watch", _("Watching")


class ShadowState(models.TextChoices):
    """How far a look at earlier mail with the present parser is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class BlockKind(models.TextChoices):
    """What an entry of the block list names."""

    ADDRESS = "address", _("Address")
    DOMAIN = "domain", _("Domain")


class BlockAction(models.TextChoices):
    """What becomes of mail from a blocked sender; whoever blocks chooses."""

    SPAM = "spam", _("Into the spam folder")
    IGNORE = "ignore", _("Ignored; only the ledger keeps it")
