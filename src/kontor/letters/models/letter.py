"""A letter on its way out. The row is the delivery: its state says what happened."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from kontor.customers.models import PostalAddress
from kontor.kernel.money import money
from kontor.letters.enums import Currency, LetterState, PageSize, PdfKind
from kontor.letters.models.batch import PrintBatch
from kontor.letters.models.stylesheet import Stylesheet
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Blob, Message

LOST = (LetterState.FAILED, LetterState.RETURNED)
"""What did not reach the customer."""


class OutgoingLetter(TenantLendable):
    """``address`` has the lines in the window, as they were when it was sent.

    ``pdf`` is the letter as it was rendered, once: trying again writes the same bytes, and ``sha256`` (hex) is their
    hash. ``code`` stands in the letter as a barcode: a scan that shows it is an answer to this letter, or returns it.
    ``listed`` has the enclosures that the template named when it was made; the message's files come before them.
    ``remarks`` are what the renderer noticed (glyphs that no font has). ``claim`` names the one worker that may write
    down what became of it. ``written_at``: the PDF lies where it belongs, its manifest may lie there too. ``final``
    closes the ticket once the letter is handed to print.
    """

    message = TenantKey(Message, models.PROTECT, related_name="letters")
    postal_address = TenantKey(PostalAddress, models.PROTECT, null=True, related_name="+")
    address = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True)
    template = TenantKey(ReplyTemplate, null=True, related_name="+")
    template_version = models.PositiveIntegerField(null=True)
    stylesheet = TenantKey(Stylesheet, null=True, related_name="+")
    stylesheet_version = models.PositiveIntegerField(null=True)
    code = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    final = models.BooleanField(default=True)
    pdf = TenantKey(Blob, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    sheets = models.PositiveIntegerField(default=0)
    grams = models.PositiveIntegerField(default=0)
    postage = models.CharField(max_length=60, blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default=Currency.EUR)
    paper = models.CharField(max_length=120, blank=True)
    tray = models.CharField(max_length=120, blank=True)
    duplex = models.BooleanField(default=True)
    page_size = models.CharField(max_length=10, choices=PageSize.choices, default=PageSize.A4)
    pdf_kind = models.CharField(max_length=10, choices=PdfKind.choices, default=PdfKind.ARCHIVE)
    remarks = models.JSONField(default=list, blank=True)
    listed = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=8, blank=True)
    directory = models.CharField(max_length=200, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    batch = TenantKey(PrintBatch, models.PROTECT, null=True, related_name="members")
    reprint_of = TenantKey("self", models.PROTECT, null=True, related_name="reprints")
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    error_kind = models.CharField(max_length=30, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("message"),
            SameTenant("postal_address"),
            SameTenant("template"),
            SameTenant("stylesheet"),
            SameTenant("pdf"),
            SameTenant("batch"),
            SameTenant("reprint_of"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["message"], name="letters_letter_message"),
            models.Index(fields=["tenant", "-created_at"], name="letters_letter_made"),
            models.Index(fields=["batch"], name="letters_letter_batch"),
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state__in=(LetterState.QUEUED, LetterState.WRITING)),
                name="letters_letter_due",
            ),
            models.Index(fields=["tenant", "message"], condition=models.Q(state__in=LOST), name="letters_letter_lost"),
        ]

    @property
    def cost(self) -> str:
        """The postage in words; "" where none is known."""
        return money(self.price, self.currency) if self.price is not None else ""

    def __str__(self) -> str:
        return _("Letter %(number)s") % {"number": self.pk}
