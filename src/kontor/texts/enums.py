"""Kinds of texts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TemplateKind(models.TextChoices):
    """What a template is for. An include is a part of other templates and is never sent alone."""

    REPLY = "reply", _("Reply")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement of receipt")
    INTERMEDIATE = "intermediate", _("Intermediate reply")
    INQUIRY = "inquiry", _("External inquiry")
    FORWARD = "forward", _("External forward")
    REMINDER = "reminder", _("Reminder of an inquiry or a forward")
    NEW = "new", _("New process")
    LETTER = "letter", _("PDF template")
    INCLUDE = "include", _("Include")


class IncludePart(models.TextChoices):
    """What an include is in a mail. A snippet is put into texts by its internal name."""

    NONE = "", "–"
    LAYOUT = "layout", _("Layout")
    LETTERHEAD = "letterhead", _("Letterhead")
    FOOTER = "footer", _("Footer")
    STYLE = "style", _("Style")
    SIGNATURE = "signature", _("Signature")
    SNIPPET = "snippet", _("Snippet")


class FormOfAddress(models.TextChoices):
    """How somebody is addressed, as far as it is known. Greetings are kept by form and language."""

    MS = "ms", _("Ms")
    MR = "mr", _("Mr")
    NAMED = "named", _("With first and last name")
    UNKNOWN = "unknown", _("Without a name")


class FilePurpose(models.TextChoices):
    """What a file of the library is for."""

    ATTACHMENT = "attachment", _("Attachment")
    PICTURE = "picture", _("Picture in texts")
