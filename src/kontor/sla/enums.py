"""What a service level promises, and what makes its clock stand still."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PromiseKind(models.TextChoices):
    FIRST_RESPONSE = "first", _("First response")
    NEXT_RESPONSE = "next", _("Next response")
    RESOLUTION = "resolution", _("Resolution")
    CALL_BACK = "call_back", _("Call back")


class PauseKind(models.TextChoices):
    CUSTOMER = "customer", _("Waiting for the customer")
    INQUIRY = "inquiry", _("External inquiry")
    FORWARD = "forward", _("Forwarded outside")
    RESUBMISSION = "resubmission", _("On resubmission")


USUAL_PAUSES = (PauseKind.CUSTOMER, PauseKind.INQUIRY, PauseKind.FORWARD)
"""What makes the clock of a new service level stand still: somebody else has to act."""
