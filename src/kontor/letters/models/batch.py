"""Letters that go to print together."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from kontor.kernel.money import money
from kontor.letters.enums import BatchForm, BatchState, Currency
from kontor.tenants.models import TenantOwned


class PrintBatch(TenantOwned):
    """The letters of a tenant and day. ``number`` counts the batches of the tenant.

    ``own_directory`` is that of the templates whose letters it takes; empty: the tenant's. ``directory`` and
    ``filename`` say where it was written, ``sha256`` what (hex). ``price`` is in ``currency``.
    ``done`` counts the letters that lie there; ``written_at``: everything lies there, the manifest may too. ``claim``
    names the one worker that may write down what became of it.
    """

    number = models.PositiveIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.OPEN)
    form = models.CharField(max_length=4, choices=BatchForm.choices, default=BatchForm.MANY_FILES)
    letters = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    sheets = models.PositiveIntegerField(default=0)
    grams = models.PositiveIntegerField(default=0)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default=Currency.EUR)
    own_directory = models.CharField(max_length=200, blank=True)
    directory = models.CharField(max_length=200, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    error_kind = models.CharField(max_length=30, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "number"], name="letters_batch_once"),
            models.UniqueConstraint(
                fields=["tenant", "day", "own_directory"],
                condition=models.Q(state=BatchState.OPEN),
                name="letters_batch_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state__in=(BatchState.WRITING, BatchState.FAILED)),
                name="letters_batch_due",
            ),
        ]

    @property
    def cost(self) -> str:
        """The postage in words; "" where none is known."""
        return money(self.price, self.currency) if self.price is not None else ""

    @property
    def is_in_trouble(self) -> bool:
        """It has failed, or waits for another attempt. Nobody is writing it."""
        waits = self.state == BatchState.WRITING and bool(self.error_kind) and self.claim is None
        return self.state == BatchState.FAILED or waits

    def __str__(self) -> str:
        return _("Batch %(number)s") % {"number": self.number}
