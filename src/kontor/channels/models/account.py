"""Mail accounts: of one tenant, or general for every tenant without its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import AccountKind, AfterFetch, Channel, Grant, Protocol, Provider, Security, SignIn
from kontor.channels.errors import sentence_of
from kontor.channels.oauth import TokenService
from kontor.channels.providers import COMMON, PRESETS
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
    auth = models.CharField(_("sign-in"), max_length=10, choices=SignIn.choices, default=SignIn.PASSWORD)
    oauth_provider = models.CharField(_("sign-in service"), max_length=10, choices=Provider.choices, blank=True)
    oauth_directory = models.CharField(_("directory (tenant)"), max_length=120, blank=True)
    oauth_client_id = models.CharField(_("application id"), max_length=200, blank=True)
    oauth_client_secret = EncryptedTextField(_("secret of the application"), blank=True)
    oauth_authorize_url = models.CharField(_("address for signing in"), max_length=400, blank=True)
    oauth_token_url = models.CharField(_("address for tokens"), max_length=400, blank=True)
    oauth_scopes = models.CharField(_("scopes"), max_length=600, blank=True)
    oauth_grant = models.CharField(_("way to the first token"), max_length=10, choices=Grant.choices, blank=True)
    after_fetch = models.CharField(
        _("after fetching"), max_length=10, choices=AfterFetch.choices, default=AfterFetch.LEAVE
    )
    done_folder = models.CharField(_("folder for fetched mails"), max_length=200, blank=True)
    delete_after_days = models.PositiveSmallIntegerField(_("delete after days"), null=True, blank=True)
    trusted_authserv = models.CharField(_("names of the checking servers"), max_length=400, blank=True)
    smtp_host = models.CharField(_("server for sending"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("port for sending"), default=465)
    smtp_security = models.CharField(
        _("encryption for sending"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    smtp_without_sign_in = models.BooleanField(_("sends without signing in"), default=False)
    smtp_username = models.CharField(_("user name for sending"), max_length=254, blank=True)
    smtp_password = EncryptedTextField(_("password for sending"), blank=True)
    plain_text = models.BooleanField(_("sends plain text only"), default=False)
    sent_folder = models.CharField(_("folder for copies of sent mails"), max_length=200, blank=True)
    dkim_domain = models.CharField(_("domain of the signature"), max_length=253, blank=True)
    dkim_selector = models.CharField(_("selector of the signature"), max_length=63, blank=True)
    dkim_key = EncryptedTextField(_("key of the signature"), blank=True)
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
    last_mail_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    error_kind = models.CharField(max_length=30, blank=True, editable=False)
    error_values = models.JSONField(default=dict, blank=True, editable=False)
    error_count = models.PositiveIntegerField(default=0, editable=False)
    alarmed_at = models.DateTimeField(null=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, editable=False)
    corrected_at = models.DateTimeField(null=True, editable=False)
    oauth_pending = EncryptedTextField(blank=True, editable=False)
    oauth_refresh_token = EncryptedTextField(blank=True, editable=False)
    oauth_access_token = EncryptedTextField(blank=True, editable=False)
    token_expires_at = models.DateTimeField(null=True, editable=False)
    token_refreshed_at = models.DateTimeField(null=True, editable=False)
    token_leased_until = models.DateTimeField(null=True, editable=False)

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

    @property
    def error(self) -> str:
        """Why the mailbox could not be read the last time, in the reader's language; empty when it could."""
        return sentence_of(self.error_kind, self.error_values) if self.error_kind else ""

    @property
    def signs_in_by_token(self) -> bool:
        return self.auth == SignIn.OAUTH2

    @property
    def sends_by_token(self) -> bool:
        own_password = self.smtp_username and self.smtp_password
        return self.signs_in_by_token and not self.smtp_without_sign_in and not own_password

    def mail_server(self) -> MailServer:
        """What the transport needs to read the mailbox. With a token: after ``tokens.ready`` only."""
        return MailServer(
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            protocol=self.protocol,
            security=self.security,
            folder=self.folder,
            ca_file=self.ca_file or None,
            by_token=self.signs_in_by_token,
            token=self.oauth_access_token if self.signs_in_by_token else "",
        )

    def smtp_server(self) -> SmtpServer:
        """What the transport needs to send through the account: its own sign-in, else that of the mailbox, or none.

        A token serves for sending too, unless a password of its own is set. With a token: after ``tokens.ready`` only.
        """
        username, password = self.smtp_username, self.smtp_password
        if not username:
            username, password = self.username, self.password
        if self.smtp_without_sign_in:
            username, password = "", ""
        by_token = self.sends_by_token
        return SmtpServer(
            host=self.smtp_host,
            port=self.smtp_port,
            username=username,
            password=password,
            security=self.smtp_security,
            ca_file=self.ca_file or None,
            by_token=by_token,
            token=self.oauth_access_token if by_token else "",
        )

    def token_service(self) -> TokenService:
        """Who gives out the tokens: the addresses of the preset, or those that were entered."""
        preset = PRESETS.get(self.oauth_provider)
        directory = self.oauth_directory or COMMON
        return TokenService(
            token_url=preset.token_url.format(directory=directory) if preset else self.oauth_token_url,
            client_id=self.oauth_client_id,
            client_secret=self.oauth_client_secret,
            authorize_url=preset.authorize_url.format(directory=directory) if preset else self.oauth_authorize_url,
            scopes=preset.scopes_for(self.oauth_grant) if preset else self.oauth_scopes,
            extra=preset.extra if preset else (),
            ca_file=self.ca_file or None,
        )
