"""Whether somebody can be given work now, what they were before, and when they will be away."""

from __future__ import annotations

from datetime import time, timedelta
from typing import ClassVar

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from kontor.people.enums import Availability, Module
from kontor.people.models.user import User


class BreakReason(models.Model):
    """Why somebody takes a break: a list of the installation."""

    name = models.CharField(_("name"), max_length=80)
    sort_key = models.CharField(max_length=160, editable=False)
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sort_key"], condition=models.Q(deleted_at=None), name="people_breakreason_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgentState(models.Model):
    """What a person is now, for each module. Without a row, or signed out, nothing is given to them.

    ``until`` ends a wrap-up by itself. On the phone and in the wrap-up of a call, ``resumes`` is what they are again
    afterwards, a break with its ``reason``. ``given_at`` is when something was given to them last.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="states")
    module = models.CharField(max_length=8, choices=Module.choices)
    availability = models.CharField(max_length=8, choices=Availability.choices)
    reason = models.ForeignKey(BreakReason, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    resumes = models.CharField(max_length=8, choices=Availability.choices, blank=True, default="", db_default="")
    given_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "module"], name="people_agentstate_once"),
            models.CheckConstraint(
                condition=models.Q(reason=None)
                | models.Q(availability=Availability.PAUSE)
                | models.Q(resumes=Availability.PAUSE),
                name="people_agentstate_reason",
            ),
        ]

    @property
    def shown_reason(self) -> BreakReason | None:
        """Why there is a break now; one that goes on after a call is not shown during it."""
        return self.reason if self.availability == Availability.PAUSE else None


class StateChange(models.Model):
    """One change of a person's state, written once; an empty ``availability`` is signing out. For times per state.

    ``by`` is who changed it for them.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    module = models.CharField(max_length=8, choices=Module.choices)
    availability = models.CharField(max_length=8, choices=Availability.choices, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["user", "module", "at"], name="people_statechange_user"),
            models.Index(fields=["at"], name="people_statechange_at"),
        ]


class Absence(models.Model):
    """Somebody is away from ``since`` to ``until`` (half-open); ``substitute`` gets what would come to them.

    ``begun_at`` is when what lay on the desk was handed over.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    substitute = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="people_absence_forward"),
            models.CheckConstraint(
                condition=models.Q(substitute=None) | ~models.Q(substitute=models.F("user")),
                name="people_absence_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "until"], name="people_absence_user"),
            models.Index(fields=["since"], condition=models.Q(begun_at=None), name="people_absence_begins"),
        ]

    @property
    def since_words(self) -> str:
        """The first day of an absence that begins at midnight, else its beginning with the time."""
        local = timezone.localtime(self.since)
        return formats.date_format(local, "SHORT_DATE_FORMAT" if local.time() == time() else "SHORT_DATETIME_FORMAT")

    @property
    def until_words(self) -> str:
        """The last day of an absence that ends at midnight, else its end with the time."""
        local = timezone.localtime(self.until)
        if local.time() == time():
            return formats.date_format(local - timedelta(microseconds=1), "SHORT_DATE_FORMAT")
        return formats.date_format(local, "SHORT_DATETIME_FORMAT")
