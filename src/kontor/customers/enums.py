from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
