"""A role: a named set of rights ("area.verb"). Where it counts is said when it is given (org.Grant)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleQuerySet(models.QuerySet["Role"]):
    def living(self) -> RoleQuerySet:
        return self.filter(deleted_at=None)


class Role(models.Model):
    name = models.CharField(_("name"), max_length=80)
    sort_key = models.CharField(max_length=160, editable=False)
    description = models.TextField(_("description"), blank=True)
    permissions = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("rights"))
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sort_key"], condition=models.Q(deleted_at=None), name="people_role_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
