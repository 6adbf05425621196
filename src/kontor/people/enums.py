"""What agents work on, and whether they can be given something."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Module(models.TextChoices):
    MAIL = "mail", _("E-mail")
    CALL = "call", _("Calls")


class Availability(models.TextChoices):
    READY = "ready", _("Ready")
    BUSY = "busy", _("Busy")
    PAUSE = "pause", _("Break")
    WRAP_UP = "wrap_up", _("Wrap-up")
    TALKING = "talking", _("On the phone")


class StateAfterSignIn(models.TextChoices):
    READY = "ready", _("ready")
    BUSY = "busy", _("busy")
    AS_BEFORE = "before", _("as before signing out")
