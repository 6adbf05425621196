"""Categories: the kinds of concern, and which agent groups work on them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.org.models.group import AgentGroup
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned


class MainCategory(TenantOwned):
    """A heading over categories, for lists and simpler reports."""

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "sort_key"], name="org_maincategory_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ClosingCodeQuerySet(models.QuerySet["ClosingCode"]):
    def living(self) -> ClosingCodeQuerySet:
        return self.filter(deleted_at=None)


class ClosingCode(TenantOwned):
    """How a ticket ended (Abschlusscode), chosen when it is closed."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ClosingCodeQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "code"], condition=models.Q(deleted_at=None), name="org_closingcode_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CategoryQuerySet(models.QuerySet["Category"]):
    def living(self) -> CategoryQuerySet:
        return self.filter(deleted_at=None)


class Category(TenantOwned):
    """A kind of concern. All its agent groups lie in its tenant."""

    level = "category"

    name = models.CharField(_("display name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    internal_name = models.CharField(
        _("internal name"),
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9_-]+$", _("Use lower-case letters, digits, hyphen and underscore."))],
    )
    main_category = TenantKey(
        MainCategory, null=True, blank=True, related_name="categories", verbose_name=_("main category")
    )
    description = models.TextField(_("description"), blank=True)
    allowed_for_new_processes = models.BooleanField(_("may be chosen for a new process"), default=True)
    allowed_for_phone_tickets = models.BooleanField(_("may be chosen for phone tickets"), default=True)
    recategorization_source = models.BooleanField(_("tickets may be moved out of it"), default=True)
    recategorization_destination = models.BooleanField(_("tickets may be moved into it"), default=True)
    answer_allowed = models.BooleanField(_("may be answered"), default=True)
    auto_routing = models.BooleanField(_("takes part in automatic routing"), default=True)
    bundling = models.BooleanField(_("bundles the open tickets of one customer"), default=False)
    closing_code_required = models.BooleanField(_("asks for a closing code"), default=False)
    preferences = models.JSONField(default=dict, blank=True)
    ever_held_ticket = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    agent_groups: models.ManyToManyField[AgentGroup, GroupCategory] = models.ManyToManyField(
        AgentGroup, through="org.GroupCategory", related_name="categories"
    )
    closing_codes: models.ManyToManyField[ClosingCode, CategoryClosingCode] = models.ManyToManyField(
        ClosingCode, through="org.CategoryClosingCode", related_name="categories"
    )

    objects = CategoryQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("main_category"),
            models.UniqueConstraint(fields=["tenant", "internal_name"], name="org_category_internal_once"),
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="org_category_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupCategory(TenantOwned):
    """An agent group works a category."""

    agent_group = TenantKey(AgentGroup, models.CASCADE, related_name="+")
    category = TenantKey(Category, models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("agent_group"),
            SameTenant("category"),
            models.UniqueConstraint(fields=["agent_group", "category"], name="org_groupcategory_once"),
        ]


class CategoryClosingCode(TenantOwned):
    """A closing code can be chosen in a category."""

    category = TenantKey(Category, models.CASCADE, related_name="+")
    closing_code = TenantKey(ClosingCode, models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("category"),
            SameTenant("closing_code"),
            models.UniqueConstraint(fields=["category", "closing_code"], name="org_categoryclosingcode_once"),
        ]
