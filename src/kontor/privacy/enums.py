"""States and kinds of erasures and of what is handed to a person about themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ErasureKind(models.TextChoices):
    CONTACT = "contact", _("Erasure of a contact")
    RETENTION = "retention", _("End of retention")


class ErasureState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELED = "canceled", _("Cancelled")


UNFINISHED = (ErasureState.WAITING, ErasureState.RUNNING)


class DisclosureState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")
