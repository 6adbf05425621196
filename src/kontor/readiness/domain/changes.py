"""What was changed since something was tested, as the administration log says it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount, NoReplyAddress, TenantAccounts
from kontor.intake.models import BlockEntry
from kontor.org.models import Category
from kontor.routing.models import KeywordSet, LearnedModel, RuleVersion
from kontor.tenants.models import Tenant
from kontor.texts.models import LibraryFile, ReplyTemplate

WAY = (
    MailAccount,
    TenantAccounts,
    NoReplyAddress,
    BlockEntry,
    Category,
    KeywordSet,
    RuleVersion,
    LearnedModel,
    ReplyTemplate,
    LibraryFile,
)
"""What stands at the way of a mail from its mailbox to the reply. A rule counts when its version is activated."""
OF_TENANT = ("changed", "settings changed", "greetings changed")
"""What is done with the tenant itself and changes the way; tests and exports of it do not."""


def changed_on_the_way(tenant: Tenant, since: datetime) -> str | None:
    """What of the tenant's own was changed last since then, by name; None when nothing was. One statement."""
    kinds = [model._meta.label_lower for model in WAY]
    on_the_way = Q(kind__in=kinds) | Q(kind=Tenant._meta.label_lower, action__in=OF_TENANT)
    entries = AuditEntry.objects.filter(on_the_way, tenant=tenant, at__gt=since)
    return entries.order_by("-at", "-id").values_list("label", flat=True).first()
