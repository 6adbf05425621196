"""Where a mail account is named, in words; and the reads of the screens of administration."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.channels.domain.tenant_accounts import USES
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount, TenantAccounts

DEFAULTS: dict[str, Promise] = {
    "incoming": gettext_lazy("“%(name)s” is the default incoming account of %(tenant)s."),
    "sending": gettext_lazy("“%(name)s” is the default account for sending of %(tenant)s."),
    "inquiries": gettext_lazy("“%(name)s” is the system account for external inquiries of %(tenant)s."),
    "forwards": gettext_lazy("“%(name)s” is the system account for external forwards of %(tenant)s."),
}


def uses_of(accounts: Sequence[MailAccount]) -> list[str]:
    """A sentence for each living tenant's default and each other living account that names one of these."""
    names = {account.pk: account.name for account in accounts}
    named = Q()
    for use in USES:
        named |= Q(**{f"{use}_id__in": names})
    rows = TenantAccounts.objects.filter(named, tenant__deleted_at=None).select_related("tenant")
    found = [
        str(DEFAULTS[use]) % {"name": names[getattr(row, f"{use}_id")], "tenant": row.tenant.name}
        for row in rows.order_by("tenant__sort_key")
        for use in USES
        if getattr(row, f"{use}_id") in names
    ]
    others = MailAccount.objects.living().filter(alternative_id__in=names).exclude(pk__in=names)
    return found + [
        _("“%(name)s” is the account for sending of “%(other)s”.")
        % {"name": names[other.alternative_id or 0], "other": other.name}
        for other in others
    ]


def administered_accounts(
    tenant_ids: Sequence[int], *, general: bool, system: bool | None = None, deleted: bool = False
) -> QuerySet[MailAccount]:
    """The accounts of these tenants, and the general ones if wanted, with tenant.

    ``system``: only system accounts, or only incoming ones.
    """
    own = Q(tenant_id__in=tenant_ids, tenant__deleted_at=None)
    rows = MailAccount.objects.filter(own | Q(tenant=None) if general else own, deleted_at__isnull=not deleted)
    if system is not None:
        kind = Q(kind=AccountKind.INCOMING)
        rows = rows.filter(~kind if system else kind)
    return rows.select_related("tenant")


def accounts_for_sending(account: MailAccount) -> QuerySet[MailAccount]:
    """The living incoming accounts that can send for this one: of its tenant and general ones, its tenant's first."""
    rows = MailAccount.objects.living().filter(Q(tenant_id=account.tenant_id) | Q(tenant=None))
    rows = rows.filter(kind=AccountKind.INCOMING).exclude(smtp_host="").exclude(pk=account.pk)
    return rows.order_by("-owner_key", "sort_key")
