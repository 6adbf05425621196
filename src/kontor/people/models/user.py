"""The person who signs in. Users are global; what they see is decided by groups and rights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager as _UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.tenants import scope


class UserQuerySet(models.QuerySet["User"]):
    def living(self) -> UserQuerySet:
        return self.filter(deleted_at=None)

    def within_scope(self, tenants: Iterable[int] | None = None) -> UserQuerySet:
        """Those with a group or a role in one of the tenants (of the scope in force, unless named)."""
        wanted = list(scope.current() if tenants is None else tenants)
        belongs = models.Q()
        for name in ("memberships", "grants"):
            rows: models.Manager[models.Model] = self.model._meta.get_field(name).related_model._default_manager  # type: ignore[union-attr]
            belongs |= models.Q(pk__in=rows.filter(tenant_id__in=wanted).values("user"))
        return self.filter(belongs)


class UserManager(_UserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def living(self) -> UserQuerySet:
        return self.get_queryset().living()

    def within_scope(self, tenants: Iterable[int] | None = None) -> UserQuerySet:
        return self.get_queryset().within_scope(tenants)

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        """By user name, in any case."""
        return self.get(username_key=(username or "").casefold())


class User(AbstractBaseUser):
    """A person with a sign-in. A deleted user's name and e-mail stay reserved."""

    level = "user"

    username = models.CharField(_("user name"), max_length=80, unique=True)
    username_key = models.CharField(max_length=80, unique=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=254)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    signature = models.TextField(_("signature"), blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    location = models.CharField(_("location"), max_length=80, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("language skills"))
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("routing tags"))
    preferences = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    objects = UserManager()

    class Meta:
        ordering: ClassVar = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Django's word for: may sign in."""
        return self.active and self.deleted_at is None
