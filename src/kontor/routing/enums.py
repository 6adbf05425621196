"""States and kinds of routing."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class DryRunState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    CANCELED = "canceled", _("canceled")


class Part(StrEnum):
    """The parts of a mail that a condition can look at, in the order they are asked: the cheap ones first."""

    LANGUAGE = "language"
    KIND = "kind"
    KNOWN_CUSTOMER = "known_customer"
    SPAM = "spam"
    SPAM_SCORE = "spam_score"
    AUTHENTICATION = "authentication"
    SIZE = "size"
    ATTACHMENT_COUNT = "attachment_count"
    ATTACHMENT_TYPE = "attachment_type"
    SENDER = "sender"
    RECIPIENT = "recipient"
    ATTACHMENT_NAME = "attachment_name"
    SUBJECT = "subject"
    HEADER = "header"
    TEXT = "text"
    WHOLE_TEXT = "whole_text"


class MailKind(StrEnum):
    """What a mail is apart from a letter of a person."""

    AUTOMATIC = "automatic"
    LIST = "list"


class ChosenBy(StrEnum):
    """Who chose the category of a mail."""

    RULE = "rule"
    LEARNED = "learned"
    FALLBACK = "fallback"
    NOBODY = "nobody"


class LearnedOrder(models.TextChoices):
    """Where the learned classifier is asked."""

    OFF = "off", _("not used")
    BELOW = "below", _("where no rule matches")
    ABOVE = "above", _("before the rules")


class LearnedVerdict(models.TextChoices):
    """Why a model is put to use, or is not."""

    BETTER = "better", _("not worse than the one before")
    WORSE = "worse", _("clearly worse than the one in use")
    NO_USE = "no_use", _("no better than always choosing the most frequent category")


class LearningEnd(models.TextChoices):
    """How a training ended."""

    TRAINED = "trained", _("trained")
    TOO_FEW = "too_few", _("too few closed tickets")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class LoanEnd(models.TextChoices):
    """How a loan ended."""

    CLOSED = "closed", _("closed")
    HANDED_BACK = "handed_back", _("handed back by the borrower")
    BACKLOG = "backlog", _("the backlog has fallen")
    TAKEN_BACK = "taken_back", _("taken back by the lender")
    ENDED = "ended", _("the agreement has ended")


class Signs(models.TextChoices):
    """Whose address, template and letterhead the customer sees."""

    LENDER = "lender", _("the lending tenant")
    BORROWER = "borrower", _("the borrowing tenant")
