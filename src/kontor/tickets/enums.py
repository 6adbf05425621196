"""States and kinds of tickets. ``FOLLOWS`` is the one table of which state may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TicketState(models.TextChoices):
    CREATED = "created", _("Created")
    QUEUED = "queued", _("In the queue")
    ASSIGNED = "assigned", _("Being worked on")
    RESUBMITTED = "resubmitted", _("On resubmission")
    INTERNAL_FORWARDED = "internal_forwarded", _("Waiting for a colleague")
    EXTERNAL_FORWARDED = "external_forwarded", _("Forwarded outside")
    EXTERNAL_INQUIRED = "external_inquired", _("External inquiry")
    CLEARANCE = "clearance", _("Waiting for release")
    SENDING = "sending", _("Being sent")
    CLOSED = "closed", _("Closed")
    SPAM = "spam", _("Spam")


OPEN_STATES = tuple(state for state in TicketState if state not in (TicketState.CLOSED, TicketState.SPAM))

WAITING_STATES = (TicketState.RESUBMITTED, TicketState.INTERNAL_FORWARDED)
"""On no desk: for a time, or for a colleague (``Ticket.waits_for``) who is not there."""

FOLLOWS: dict[TicketState, frozenset[TicketState]] = {
    TicketState.CREATED: frozenset(
        {
            TicketState.QUEUED,
            TicketState.ASSIGNED,
            TicketState.EXTERNAL_FORWARDED,
            TicketState.SENDING,
            TicketState.CLOSED,
            TicketState.SPAM,
        },
    ),
    TicketState.QUEUED: frozenset(
        {
            TicketState.ASSIGNED,
            TicketState.RESUBMITTED,
            TicketState.EXTERNAL_FORWARDED,
            TicketState.SENDING,
            TicketState.CLOSED,
            TicketState.SPAM,
        }
    ),
    TicketState.ASSIGNED: frozenset(
        {
            TicketState.QUEUED,
            TicketState.ASSIGNED,
            TicketState.RESUBMITTED,
            TicketState.INTERNAL_FORWARDED,
            TicketState.EXTERNAL_FORWARDED,
            TicketState.EXTERNAL_INQUIRED,
            TicketState.CLEARANCE,
            TicketState.SENDING,
            TicketState.CLOSED,
            TicketState.SPAM,
        }
    ),
    TicketState.RESUBMITTED: frozenset(
        {TicketState.ASSIGNED, TicketState.QUEUED, TicketState.CLOSED, TicketState.SPAM},
    ),
    TicketState.INTERNAL_FORWARDED: frozenset(
        {TicketState.ASSIGNED, TicketState.QUEUED, TicketState.CLOSED, TicketState.SPAM},
    ),
    TicketState.EXTERNAL_FORWARDED: frozenset(
        {TicketState.ASSIGNED, TicketState.QUEUED, TicketState.SENDING, TicketState.CLOSED},
    ),
    TicketState.EXTERNAL_INQUIRED: frozenset({TicketState.ASSIGNED, TicketState.QUEUED, TicketState.CLOSED}),
    TicketState.CLEARANCE: frozenset({TicketState.SENDING, TicketState.ASSIGNED, TicketState.QUEUED}),
    TicketState.SENDING: frozenset({TicketState.CLOSED, TicketState.ASSIGNED, TicketState.QUEUED}),
    TicketState.CLOSED: frozenset(),
    TicketState.SPAM: frozenset({TicketState.QUEUED}),
}


class MessageChannel(models.TextChoices):
    """The way a message came or goes."""

    MAIL = "mail", _("E-mail")
    LETTER = "letter", _("Letter")


class TicketKind(models.TextChoices):
    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone ticket")
    LETTER = "letter", _("Letter")
    PROCESS = "process", _("New process")


class Direction(models.TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class MessageKind(models.TextChoices):
    CUSTOMER = "customer", _("Message of the customer")
    REPLY = "reply", _("Reply")
    INTERMEDIATE = "intermediate", _("Intermediate reply")
    INQUIRY = "inquiry", _("External inquiry")
    INQUIRY_ANSWER = "inquiry_answer", _("Answer to an external inquiry")
    FORWARD = "forward", _("External forward")
    FORWARD_ANSWER = "forward_answer", _("Answer to an external forward")
    REMINDER = "reminder", _("Reminder")
    AUTOMATIC = "automatic", _("Automatic answer")
    BOUNCE = "bounce", _("Delivery report")
    AUTO_REPLY = "auto_reply", _("Automatic reply")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement of receipt")


AUTOMATIC_KINDS = (
    MessageKind.BOUNCE,
    MessageKind.AUTO_REPLY,
    MessageKind.ACKNOWLEDGEMENT,
    MessageKind.AUTOMATIC,
)
"""What machines wrote, theirs and ours: it neither asks anything nor answers it."""

OUTSIDE_KINDS = (
    MessageKind.INQUIRY,
    MessageKind.INQUIRY_ANSWER,
    MessageKind.FORWARD,
    MessageKind.FORWARD_ANSWER,
    MessageKind.REMINDER,
)
"""What is said between us and people outside who are not the customer: never quoted to the customer."""


class InquiryKind(models.TextChoices):
    INQUIRY = "inquiry", _("External inquiry")
    FORWARD = "forward", _("External forward")


class InquiryState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
    PASSED_ON = "passed_on", _("Answer passed on to the customer")
    TAKEN_BACK = "taken_back", _("Taken back")
    ENDED = "ended", _("Ended with the ticket")


class LinkKind(models.TextChoices):
    REACTIVATED_FROM = "reactivated_from", _("Reactivated from")
    REACTIVATED_AS = "reactivated_as", _("Reactivated as")
    HANDED_OVER_FROM = "handed_over_from", _("Handed over from")
    HANDED_OVER_TO = "handed_over_to", _("Handed over to")
    CONTINUES = "continues", _("Goes on from")
    CONTINUED_BY = "continued_by", _("Goes on in")
    MERGED_INTO = "merged_into", _("Merged into")
    MERGED_FROM = "merged_from", _("Merged with")
    SPLIT_TO = "split_to", _("Separated into")
    SPLIT_FROM = "split_from", _("Separated from")
    DUPLICATED_TO = "duplicated_to", _("Duplicated as")
    DUPLICATED_FROM = "duplicated_from", _("Duplicate of")
    SUGGESTED = "suggested", _("Perhaps belongs to")


class MoveKind(models.TextChoices):
    """How messages came from one ticket to another; ``PROCESS``: how tickets came to another process;
    ``DUPLICATE``, ``CLONE``: how copies of them were made."""

    SEPARATE = "separate", _("Separated")
    MOVE = "move", _("Moved")
    MERGE = "merge", _("Merged")
    PROCESS = "process", _("Process changed")
    DUPLICATE = "duplicate", _("Duplicated")
    CLONE = "clone", _("Process cloned")


class PresenceMode(models.TextChoices):
    READING = "reading", _("reads")
    WRITING = "writing", _("writes")


class NoticeKind(models.TextChoices):
    NEW_MESSAGE = "new_message", _("New message")
    MOVED_HERE = "moved_here", _("Messages moved here")
    ASSIGNED = "assigned", _("Assigned to you")
    TAKEN_BACK = "taken_back", _("Taken back")
    INQUIRY_ANSWERED = "inquiry_answered", _("Answer to an inquiry")
    INQUIRY_OVERDUE = "inquiry_overdue", _("Inquiry without an answer")
    RESUBMITTED = "resubmitted", _("Resubmission is due")
    PASSED_ON = "passed_on", _("Forwarded to you")
    RETURNED = "returned", _("Answer returned with a comment")
    RELEASED = "released", _("Answer released")
    REVIEWED = "reviewed", _("Answer reviewed")
    DELIVERY_FAILED = "delivery_failed", _("Delivery failed")
    ESCALATED = "escalated", _("An escalation rule acted")
    ACCOUNT_FAILING = "account_failing", _("Mailbox not reachable")
    ACCOUNT_WORKS = "account_works", _("Mailbox reachable again")
    BACKLOG_ALARM = "backlog_alarm", _("Alarm of the backlog")
    CALL_MISSED = "call_missed", _("Missed call")


class Cause(models.TextChoices):
    """Whose edit has deadlines computed anew."""

    CALENDAR = "calendar", _("Business hours")
    LEVEL = "level", _("Service level")
    CATEGORY = "category", _("Category")
    TENANT = "tenant", _("Tenant")
