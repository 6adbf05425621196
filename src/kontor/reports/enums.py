"""What figures and alarms are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    OPEN = "open", _("open tickets")
    WAITING = "waiting", _("waiting tickets")
    OLDEST = "oldest", _("age of the oldest waiting ticket, in minutes of working time")
    LATE_SHARE = "late_share", _("share beyond the target, in percent")
    CANARY = "canary", _("minutes since the last canary came in, of the account where that is longest ago")
