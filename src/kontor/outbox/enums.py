from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Came back as undeliverable")
    FAILED = "failed", _("Could not be delivered")
    UNCLEAR = "unclear", _("Unclear whether it was sent")
    HELD = "held", _("Held back: too many mails at once")
    CANCELLED = "cancelled", _("Withdrawn")


class Phase(models.TextChoices):
    """How far the talk with the server has come: what a mail whose worker died tells about itself.

    Until ``TALKING`` ends the server cannot have the mail; from ``ACCEPTED`` on it surely has it.
    """

    NONE = "", ""
    TALKING = "talking", "talking with the server"
    HANDING_OVER = "handing_over", "the whole mail was on its way to the server"
    ACCEPTED = "accepted", "the server took the mail"
