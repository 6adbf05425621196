"""Telephone systems of the installation, which tenants they serve, and how the line to each stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.calls.enums import Connector, DialFormat, LinkState, PushFormat
from kontor.kernel.fields import EncryptedTextField
from kontor.tenants.models import TenantOwned


class PhoneSystemQuerySet(models.QuerySet["PhoneSystem"]):
    def living(self) -> PhoneSystemQuerySet:
        return self.filter(deleted_at=None)

    def active(self) -> PhoneSystemQuerySet:
        return self.living().filter(active=True)


class PhoneSystem(models.Model):
    """A telephone system (Telefonanlage): of the installation, for all tenants or for those in ``SystemTenant``.

    Asterisk: ``host`` to ``context`` say how it is reached; phones are dialled as ``technology``/extension. Over HTTP:
    whoever posts events names a token, of which only the hash is kept (SHA-256, hexadecimal); with ``signing_secret``
    the events must be signed too. No calls are placed over it.

    ``outside_line`` is dialled before every number outside of the house and left out of what is shown.
    """

    kind_label = _("telephone system")

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    connector = models.CharField(_("connector"), max_length=10, choices=Connector.choices, default=Connector.ASTERISK)
    host = models.CharField(_("server"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=5038)
    tls = models.BooleanField(_("encrypted (TLS)"), default=False)
    ca_file = models.CharField(_("own certificate authority (file)"), max_length=400, blank=True)
    username = models.CharField(_("user name"), max_length=120, blank=True)
    secret = EncryptedTextField(_("password"), blank=True)
    technology = models.CharField(_("technology of the phones"), max_length=20, default="PJSIP")
    context = models.CharField(_("context for outgoing calls"), max_length=80, blank=True)
    push_format = models.CharField(
        _("format of the events"), max_length=10, choices=PushFormat.choices, default=PushFormat.GENERIC
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    signing_secret = EncryptedTextField(_("secret of the signature"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    area_code = models.CharField(_("area code"), max_length=10, blank=True)
    outside_line = models.CharField(_("digits for an outside line"), max_length=6, blank=True)
    dial_format = models.CharField(
        _("numbers are dialled as"), max_length=10, choices=DialFormat.choices, default=DialFormat.ZEROS
    )
    all_tenants = models.BooleanField(_("for all tenants"), default=True)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneSystemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sort_key"], condition=models.Q(deleted_at=None), name="calls_phonesystem_once"
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~models.Q(token_hash=""), name="calls_phonesystem_token"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SystemTenant(TenantOwned):
    """The telephone system serves this tenant. Counts where it is not for all tenants."""

    system = models.ForeignKey(PhoneSystem, models.CASCADE, related_name="tenants")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["system", "tenant"], name="calls_systemtenant_once"),
        ]


class PhoneLink(models.Model):
    """How the line to a telephone system stands; written by the worker that holds it until ``leased_until``.

    ``alive_at`` is when it was last seen to work. With the call interface over HTTP only ``event_at`` and ``refused``
    are written. ``attempts`` counts since the last success.
    """

    system = models.OneToOneField(PhoneSystem, models.CASCADE, related_name="link")
    state = models.CharField(max_length=12, choices=LinkState.choices, default=LinkState.DOWN)
    holder = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)
    event_at = models.DateTimeField(null=True)
    error_kind = models.CharField(max_length=30, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    error_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0)
