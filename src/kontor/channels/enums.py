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
    FOLDER = "folder", _("Folder with scans")


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS, required")
    PLAIN = "plain", _("Unencrypted")


class SignIn(models.TextChoices):
    """How an account proves who it is."""

    PASSWORD = "password", _("Password")
    OAUTH2 = "oauth2", "OAuth 2.0"


class Provider(models.TextChoices):
    """Whose sign-in service gives out the tokens."""

    MICROSOFT = "microsoft", "Microsoft 365"
    GOOGLE = "google", "Google"
    OTHER = "other", _("Another service")


class Grant(models.TextChoices):
    """How Kontor gets its first token: a person agrees once, or the registered application is trusted by itself."""

    CODE = "code", _("A person signs in once and agrees")
    CLIENT = "client", _("The application itself is allowed (client credentials)")


class AfterFetch(models.TextChoices):
    """What becomes of a mail on the server once it is safely stored."""

    LEAVE = "leave", _("Leave it and mark it as read")
    MOVE = "move", _("Move it to a folder")
    DELETE = "delete", _("Delete it")


class Direction(models.TextChoices):
    IN = "in", _("Receiving")
    OUT = "out", _("Sending")
