"""Letters that came in: what was read of a scan, and its pages as pictures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.letters.enums import ScanState, TextSource
from kontor.letters.models.letter import OutgoingLetter
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable
from kontor.tickets.models import Blob, Message


class Scan(TenantLendable):
    """``arrival`` is the number of its row in the ledger; ``message`` what became of it.

    ``codes`` are the barcodes on it, ``letter`` ours that one of them names. ``remarks`` say what could not be done, in
    codes and values.
    """

    arrival = models.BigIntegerField(unique=True)
    message = TenantKey(Message, models.PROTECT, null=True, related_name="scans")
    letter = TenantKey(OutgoingLetter, models.PROTECT, null=True, related_name="scans")
    state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.WAITING)
    text = models.TextField(blank=True)
    text_source = models.CharField(max_length=10, choices=TextSource.choices, blank=True, default=TextSource.NONE)
    pages = models.PositiveIntegerField(default=0)
    codes = models.JSONField(default=list, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("message"),
            SameTenant("letter"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["message"], name="letters_scan_message"),
            models.Index(fields=["id"], condition=models.Q(state=ScanState.WAITING), name="letters_scan_waiting"),
        ]

    @property
    def has_file(self) -> bool:
        """The mail brought something to be read, well or badly."""
        return all(remark.get("kind") != "no_scan" for remark in self.remarks)


class ScannedPage(TenantLendable):
    """A page as a picture, for the screen; ``number`` counts from 1, width and height are in pixels."""

    scan = TenantKey(Scan, models.CASCADE, related_name="pictures")
    number = models.PositiveIntegerField()
    blob = TenantKey(Blob, models.PROTECT, related_name="+")
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("scan"),
            SameTenant("blob"),
            models.UniqueConstraint(fields=["scan", "number"], name="letters_scannedpage_once"),
        ]
