"""Kinds and states of escalation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BacklogMeasure(models.TextChoices):
    """What an agreement looks at to say that a tenant has too much."""

    OPEN = "open", _("number of waiting tickets")
    OLDEST = "oldest", _("age of the oldest waiting ticket, in minutes of working time")
    LATE_SHARE = "late_share", _("share of open tickets beyond their target, in percent")
    FORECAST = "forecast", _("minutes until the number is reached at the present speed")


class ReplayKind(models.TextChoices):
    RULE = "rule", _("Escalation rule")
    AGREEMENT = "agreement", _("Agreement")
    CALENDAR = "calendar", _("Business hours")
    SERVICE_LEVEL = "service_level", _("Service level")


class ReplayState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    CANCELED = "canceled", _("canceled")
    FAILED = "failed", _("ended by an error")


class ConditionKind(models.TextChoices):
    """What a rule looks at. Every condition of a rule must hold."""

    SHARE = "share", _("Share of the target that is used, in percent")
    DUE_IN = "due_in", _("Due within (minutes)")
    WAITING = "waiting", _("In the queue, and received at least this long ago (minutes of working time)")
    OVERDUE = "overdue", _("Resubmission overdue by (minutes)")
    STATE = "state", _("State")
    CATEGORY = "category", _("Category")
    CHANNEL = "channel", _("Channel")
    LANGUAGE = "language", _("Language")
    TAG = "tag", _("Tag")
    OPEN = "open", _("Number of open tickets")
    LATE_SHARE = "late_share", _("Share of open tickets beyond their target, in percent")


class ActionKind(models.TextChoices):
    NOTIFY = "notify", _("Notify in Kontor")
    MAIL = "mail", _("Notify by mail")
    PRIORITY = "priority", _("Raise the priority by")
    RECATEGORIZE = "recategorize", _("Move into the category")
    ASSIGN = "assign", _("Assign to somebody of the agent group")
    TAG = "tag", _("Set the tag")
