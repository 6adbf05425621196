from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    INQUIRY = "inquiry", _("External inquiry")
    FORWARD = "forward", _("External forward")
    NEW = "new", _("New process")


OUTSIDE_DRAFTS = (DraftKind.INQUIRY, DraftKind.FORWARD)


class BudgetKind(models.TextChoices):
    """Whose share of automatic mail a row counts."""

    ADDRESS = "address", _("Address")
    TICKET = "ticket", _("Ticket")
    TENANT = "tenant", _("Tenant")
    STRANGERS = "strangers", _("Addresses never seen before")


class ClearanceState(models.TextChoices):
    """What became of an answer that needs a second pair of eyes."""

    WAITING = "waiting", _("Waiting for release")
    RELEASED = "released", _("Released")
    RETURNED = "returned", _("Returned with a comment")
    WITHDRAWN = "withdrawn", _("Taken back by the author")


class GuardGrade(models.TextChoices):
    """What a finding of the send guard does."""

    STOP = "stop", _("Stop: it is not sent")
    CONFIRM = "confirm", _("Confirm: sent once the writer has confirmed it")
    HINT = "hint", _("Hint: it is sent, and said")
    OFF = "off", _("Off: not looked for")


class ReviewPurpose(models.TextChoices):
    RELEASE = "release", _("Release before sending")
    SAMPLE = "sample", _("Quality sample after sending")


class SampleState(models.TextChoices):
    OPEN = "open", _("To be reviewed")
    REVIEWED = "reviewed", _("Reviewed")


class AutomaticAction(models.TextChoices):
    """What happens to a new request of a category without anybody."""

    ANSWER = "answer", _("Answer; the ticket stays in the queue")
    ANSWER_AND_CLOSE = "answer_close", _("Answer and close")
    FORWARD = "forward", _("Forward outside; the answer goes to the customer")
    FORWARD_AND_CLOSE = "forward_close", _("Forward outside and close")
