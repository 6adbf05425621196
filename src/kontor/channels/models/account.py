"""Mail accounts: of one tenant, or general for every tenant without its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import AccountKind, Channel, Protocol, Security
from kontor.channels.servers import MailServer, SmtpServer
from kontor.kernel.fields import EncryptedTextField
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import Tenant, TenantShared


class MailAccountQuerySet(models.QuerySet["MailAccount"]):
    def living(self) -> MailAccountQuerySet:
        return self.filter(deleted_at=None)

    def fetching(self) -> MailAccountQuerySet:
        """Those whose mailbox is read: in use, and general or of a tenant that works."""
        working = models.Exists(Tenant.objects.working().filter(pk=models.OuterRef("tenant_id")))
        return self.living().filter(models.Q(tenant=None) | working, active=True)


class MailAccount(TenantShared):
    """A mailbox that is fetched from and sent through. Without tenant it is general."""

    kind = models.CharField(_("type"), max_length=20, choices=AccountKind.choices, default=AccountKind.INCOMING)
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    address = models.CharField(_("e-mail address"), max_length=254)
    address_key = models.CharField(max_length=254, editable=False)
    sender_name = models.CharField(_("display name of the sender"), max_length=120, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.MAIL)
    protocol = models.CharField(_("protocol"), max_length=10, choices=Protocol.choices, default=Protocol.IMAP)
    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("encryption"), max_length=10, choices=Security.choices, default=Security.TLS)
    username = models.CharField(_("user name"), max_length=254)
    password = EncryptedTextField(_("password"), blank=True)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    smtp_host = models.CharField(_("server for sending"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("port for sending"), default=465)
    smtp_security = models.CharField(
        _("encryption for sending"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    smtp_without_sign_in = models.BooleanField(_("sends without signing in"), default=False)
    smtp_username = models.CharField(_("user name for sending"), max_length=254, blank=True)
    smtp_password = EncryptedTextField(_("password for sending"), blank=True)
    ca_file = models.CharField(_("own certificate authority (file)"), max_length=400, blank=True)
    weight_in = models.PositiveSmallIntegerField(_("weighting (incoming)"), default=3)
    weight_out = models.PositiveSmallIntegerField(_("weighting (outgoing)"), default=3)
    alternative = TenantKey(
        "self", null=True, blank=True, related_name="+", verbose_name=_("alternative account for sending")
    )
    alternative_owner = models.BigIntegerField(null=True, blank=True, editable=False)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    uidvalidity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    fetch_due_at = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    last_mail_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    error_count = models.PositiveIntegerField(default=0, editable=False)

    objects = MailAccountQuerySet.as_manager()

    class Meta(TenantShared.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantShared.Meta.constraints,
            OwnOrShared("alternative"),
            models.UniqueConstraint(
                fields=["address_key"], condition=models.Q(deleted_at=None), name="channels_mailaccount_address_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_general(self) -> bool:
        """Serves every tenant that has no account of its own."""
        return self.tenant_id is None

    @property
    def label(self) -> str:
        """The account where one is chosen from several: name and address, and whether it is a general one."""
        label = f"{self.name} <{self.address}>" if self.name != self.address else self.address
        return gettext("%(account)s (general)") % {"account": label} if self.is_general else label

    @property
    def owner(self) -> int:
        """The value for the ``…_owner`` column of whatever points here: the tenant's id, or 0."""
        return self.tenant_id or 0

    def mail_server(self) -> MailServer:
        """What the transport needs to read the mailbox."""
        return MailServer(
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            protocol=self.protocol,
            security=self.security,
            folder=self.folder,
            ca_file=self.ca_file or None,
        )

    def smtp_server(self) -> SmtpServer:
        """What the transport needs to send through the account: its own sign-in, else that of the mailbox, or none."""
        username, password = self.smtp_username, self.smtp_password
        if not username:
            username, password = self.username, self.password
        if self.smtp_without_sign_in:
            username, password = "", ""
        return SmtpServer(
            host=self.smtp_host,
            port=self.smtp_port,
            username=username,
            password=password,
            security=self.smtp_security,
            ca_file=self.ca_file or None,
        )
