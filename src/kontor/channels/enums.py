from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    INCOMING = "incoming", _("Incoming account")
    REPLY = "reply", _("Reply account")
    SECOND_LEVEL = "second_level", _("2nd-level reply")


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone")
    LETTER = "letter", _("Letter")


class Protocol(models.TextChoices):
    IMAP = "imap", "IMAP"
    POP3 = "pop3", "POP3"


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS, required")
    PLAIN = "plain", _("Unencrypted")
