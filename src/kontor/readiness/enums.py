"""States of what a tenant needs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LineState(models.TextChoices):
    """Green: nothing to do. Open: not done or not tried yet. Wrong: what is there does not work."""

    GREEN = "green", _("green")
    OPEN = "open", _("open")
    WRONG = "wrong", _("wrong")


class Topic(models.TextChoices):
    """Under which heading a line stands, in the order one goes about it."""

    GROUPS = "groups", _("Groups and agents")
    CATEGORIES = "categories", _("Categories")
    ACCOUNTS = "accounts", _("Mail accounts")
    TEXTS = "texts", _("Templates")
    TIMES = "times", _("Service level and business hours")
    SPELLING = "spelling", _("Spelling")
    LETTERS = "letters", _("Letters")
    CALLS = "calls", _("Calls")
    OVERFLOW = "overflow", _("Overflow")
    TRIAL = "trial", _("Go-live test")


class TrialState(models.TextChoices):
    """How a go-live test stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


class StepState(models.TextChoices):
    """How a step of a go-live test stands."""

    OPEN = "open", _("to come")
    RUNNING = "running", _("is running")
    OK = "ok", _("done")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not tried")
