"""States and kinds of letters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Window(models.TextChoices):
    """Where the address stands (DIN 5008): form A has a short letterhead, form B a tall one."""

    FORM_A = "a", _("DIN 5008 form A")
    FORM_B = "b", _("DIN 5008 form B")


class PageSize(models.TextChoices):
    A4 = "a4", "A4 (210 × 297 mm)"
    LETTER = "letter", "Letter (8.5 × 11 in)"


class PdfKind(models.TextChoices):
    """A file can be of one kind only: for the archive (ISO 19005-3), or for reading aloud (ISO 14289-1)."""

    ARCHIVE = "pdf/a-3a", _("PDF/A-3a: for the archive, tagged")
    ACCESSIBLE = "pdf/ua-1", _("PDF/UA-1: accessible")


class Handover(models.TextChoices):
    """When letters go to print."""

    AT_ONCE = "at_once", _("Each letter at once")
    DAILY = "daily", _("Collected, once a day")


class BatchForm(models.TextChoices):
    ONE_FILE = "one", _("One PDF with all letters")
    MANY_FILES = "many", _("One PDF for each letter")


class LetterState(models.TextChoices):
    """A letter's way. It is written for print once; what comes after that only a person or the print service says."""

    QUEUED = "queued", _("Is being prepared")
    COLLECTED = "collected", _("Waits for its batch")
    WRITING = "writing", _("Is being written for print")
    HANDED_OVER = "handed", _("Handed to print")
    CONFIRMED = "confirmed", _("Printed, says the print service")
    FAILED = "failed", _("Could not be handed to print")
    RECALLED = "recalled", _("Recalled")
    RETURNED = "returned", _("Came back as undeliverable")
    CANCELLED = "cancelled", _("Withdrawn")


BEFORE_PRINT = (LetterState.QUEUED, LetterState.COLLECTED, LetterState.WRITING, LetterState.FAILED)
"""Nobody has printed it yet: it can be recalled."""


class Currency(models.TextChoices):
    """What postage is paid in (ISO 4217)."""

    EUR = "EUR", _("Euro")
    CHF = "CHF", _("Swiss franc")
    GBP = "GBP", _("Pound sterling")
    USD = "USD", _("US dollar")
    DKK = "DKK", _("Danish krone")
    NOK = "NOK", _("Norwegian krone")
    SEK = "SEK", _("Swedish krona")
    PLN = "PLN", _("Polish zloty")
    CZK = "CZK", _("Czech koruna")
    HUF = "HUF", _("Hungarian forint")


class BatchState(models.TextChoices):
    OPEN = "open", _("Open")
    WRITING = "writing", _("Is being written for print")
    HANDED_OVER = "handed", _("Handed to print")
    CONFIRMED = "confirmed", _("Printed, says the print service")
    FAILED = "failed", _("Could not be handed to print")
    RECALLING = "recalling", _("Is being recalled")
    RECALLED = "recalled", _("Recalled")


class ScanState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Read")
    UNREADABLE = "unreadable", _("Could not be read")


class TextSource(models.TextChoices):
    """Where the text of a scan comes from."""

    NONE = "", _("No text")
    BESIDE = "beside", _("Text that came with the scan")
    LAYER = "layer", _("Text layer of the scan")
    OCR = "ocr", _("Read by Tesseract (OCR)")
