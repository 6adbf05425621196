from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    NEW = "new", _("New process")


class BudgetKind(models.TextChoices):
    """Whose share of automatic mail a row counts."""

    ADDRESS = "address", _("Address")
    TICKET = "ticket", _("Ticket")
    TENANT = "tenant", _("Tenant")
    STRANGERS = "strangers", _("Addresses never seen before")
