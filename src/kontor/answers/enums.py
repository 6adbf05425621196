from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    NEW = "new", _("New process")
