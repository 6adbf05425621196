"""Reply templates (Antworttemplates): one record, one content a language, and every version there was."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.texts.enums import IncludePart, TemplateKind


class ReplyTemplateQuerySet(models.QuerySet["ReplyTemplate"]):
    def living(self) -> ReplyTemplateQuerySet:
        return self.filter(deleted_at=None)

    def parts(self, part: IncludePart) -> ReplyTemplateQuerySet:
        return self.living().filter(kind=TemplateKind.INCLUDE, part=part)


class ReplyTemplate(TenantOwned):
    """The record. ``internal_name`` never changes: texts name includes by it.

    ``part`` says what an include is; ``is_default`` makes it the one for all templates that name none of their own.
    ``layout`` to ``signature`` name a template's own parts; NULL is the tenant's default. ``sender`` is the account
    its mails leave through, ``reply_account`` where answers go; ``from_no_reply`` takes the tenant's do-not-reply
    address instead.
    """

    name = models.CharField(_("display name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    internal_name = models.CharField(
        _("internal name"),
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9_-]+$", _("Use lower-case letters, digits, hyphen and underscore."))],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=TemplateKind.choices)
    part = models.CharField(_("part"), max_length=12, choices=IncludePart.choices, blank=True, default="")
    is_default = models.BooleanField(_("for all templates that name none of their own"), default=False)
    description = models.TextField(_("description"), blank=True)
    sender = TenantKey(MailAccount, null=True, blank=True, related_name="+", verbose_name=_("sender"))
    sender_owner = models.BigIntegerField(null=True, editable=False)
    reply_account = TenantKey(MailAccount, null=True, blank=True, related_name="+", verbose_name=_("reply address"))
    reply_account_owner = models.BigIntegerField(null=True, editable=False)
    from_no_reply = models.BooleanField(_("from the do-not-reply address"), default=False)
    layout = TenantKey("self", null=True, blank=True, related_name="+", verbose_name=_("layout"))
    letterhead = TenantKey("self", null=True, blank=True, related_name="+", verbose_name=_("letterhead"))
    footer = TenantKey("self", null=True, blank=True, related_name="+", verbose_name=_("footer"))
    style = TenantKey("self", null=True, blank=True, related_name="+", verbose_name=_("style"))
    signature = TenantKey("self", null=True, blank=True, related_name="+", verbose_name=_("signature"))
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            OwnOrShared("sender"),
            OwnOrShared("reply_account"),
            SameTenant("layout"),
            SameTenant("letterhead"),
            SameTenant("footer"),
            SameTenant("style"),
            SameTenant("signature"),
            models.UniqueConstraint(fields=["tenant", "internal_name"], name="texts_template_internal_once"),
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="texts_template_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "part"],
                condition=models.Q(deleted_at=None, is_default=True),
                name="texts_template_one_default",
            ),
            models.CheckConstraint(
                name="texts_template_part_of_includes",
                condition=(models.Q(kind=TemplateKind.INCLUDE) & ~models.Q(part=""))
                | (~models.Q(kind=TemplateKind.INCLUDE) & models.Q(part="", is_default=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateContent(TenantOwned):
    """What a template says in one language. ``text`` is its own plain text; empty, it is made from ``html``.

    A style holds CSS in ``text`` and no ``html``.
    """

    template = TenantKey(ReplyTemplate, models.CASCADE, related_name="contents")
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=400, blank=True)
    html = models.TextField(_("text"), blank=True)
    text = models.TextField(_("plain text"), blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["language"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("template"),
            models.UniqueConstraint(fields=["template", "language"], name="texts_content_once"),
        ]


class TemplateAssignment(TenantOwned):
    """A template is offered in a category. ``is_default``: it is the one suggested there for its kind."""

    template = TenantKey(ReplyTemplate, models.CASCADE, related_name="assignments")
    category = TenantKey(Category, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=TemplateKind.choices)
    is_default = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("template"),
            SameTenant("category"),
            models.UniqueConstraint(fields=["template", "category"], name="texts_assignment_once"),
            models.UniqueConstraint(
                fields=["category", "kind"],
                condition=models.Q(is_default=True),
                name="texts_assignment_one_default",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["category", "kind"], name="texts_assignment_category")]


class TemplateVersion(TenantOwned):
    """A template as it was saved: ``content`` holds the record, its contents and assignments. Never changed."""

    template = TenantKey(ReplyTemplate, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    content = models.JSONField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("template"),
            models.UniqueConstraint(fields=["template", "number"], name="texts_version_once"),
        ]
