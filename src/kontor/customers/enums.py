from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class Salutation(models.TextChoices):
    """How a customer is addressed, as far as it is known."""

    UNKNOWN = "", _("Not known")
    MS = "ms", _("Ms")
    MR = "mr", _("Mr")
    NEUTRAL = "neutral", _("Neutral: first and last name")
