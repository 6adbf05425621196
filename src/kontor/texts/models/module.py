"""Text modules (Textbausteine): what agents put into their answers."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.org.models import Category
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class ModuleGroup(TenantOwned):
    """A heading over text modules."""

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "sort_key"], name="texts_modulegroup_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TextModuleQuerySet(models.QuerySet["TextModule"]):
    def living(self) -> TextModuleQuerySet:
        return self.filter(deleted_at=None)


class TextModule(TenantOwned):
    """``language`` empty: for all languages. Without categories it is offered in all of the tenant's."""

    group = TenantKey(ModuleGroup, null=True, blank=True, related_name="modules", verbose_name=_("group"))
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    shortcut = models.CharField(
        _("shortcut"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[^\s$<>]+$", _("A shortcut is one word."))],
    )
    shortcut_key = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    html = models.TextField(_("text"), blank=True)
    top = models.BooleanField(_("stands at the top"), default=False)
    used = models.PositiveIntegerField(default=0, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    categories: models.ManyToManyField[Category, ModuleCategory] = models.ManyToManyField(
        Category, through="texts.ModuleCategory", related_name="+"
    )

    objects = TextModuleQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("group"),
            models.UniqueConstraint(
                fields=["tenant", "language", "sort_key"],
                condition=models.Q(deleted_at=None),
                name="texts_module_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "language", "shortcut_key"],
                condition=models.Q(deleted_at=None) & ~models.Q(shortcut_key=""),
                name="texts_module_shortcut_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ModuleCategory(TenantOwned):
    """A text module is offered in a category."""

    module = TenantKey(TextModule, models.CASCADE, related_name="+")
    category = TenantKey(Category, models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("module"),
            SameTenant("category"),
            models.UniqueConstraint(fields=["module", "category"], name="texts_modulecategory_once"),
        ]
