"""Kinds and states of escalation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BacklogMeasure(models.TextChoices):
    """What an agreement looks at to say that a tenant has too much."""

    OPEN = "open", _("number of waiting requests")
    OLDEST = "oldest", _("age of the oldest waiting request, in minutes of working time")
    LATE_SHARE = "late_share", _("share of waiting requests beyond their target, in percent")
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
