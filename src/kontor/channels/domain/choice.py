"""Which account speaks for a tenant when nothing nearer decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.kernel.errors import Refused


@dataclass(frozen=True)
class Sender:
    """The account an outgoing mail leaves through, and the sentence that says why it is this one."""

    account: MailAccount
    reason: str
    without: str


def account_for(tenant_id: int) -> MailAccount | None:
    """The account under which a tenant's own new processes are recorded: its default, its first, a general one."""
    defaults = TenantAccounts.objects.filter(tenant_id=tenant_id).select_related("sending", "incoming").first()
    chosen: MailAccount | None = (defaults.incoming or defaults.sending) if defaults else None
    if chosen:
        return chosen
    rows = MailAccount.objects.living().filter(kind=AccountKind.INCOMING, active=True)
    return rows.filter(tenant_id=tenant_id).first() or rows.filter(tenant_id=None).first()


def resolve_sender(tenant_id: int, *, incoming: MailAccount | None, chosen: MailAccount | None = None) -> Sender:
    """The one place that decides as whom a mail is sent.

    Order: the editor's choice, the incoming account's alternative, the incoming account, the tenant's default
    account, a general account. Accounts that are deleted or switched off are passed over. Refused when none is left.
    """
    candidates = _candidates(tenant_id, incoming, chosen)
    usable = [(account, reason) for account, reason in candidates if _can_send(account)]
    if not usable:
        raise Refused(_("No account can send for this tenant. An administrator must set up a sending account."))
    account, reason = usable[0]
    others = [other for other, _reason in usable[1:] if other.pk != account.pk]
    without = (
        _("Otherwise it would be %(name)s <%(address)s>.") % {"name": others[0].name, "address": others[0].address}
        if others
        else ""
    )
    return Sender(account, reason, without)


def present_sender(tenant_id: int) -> Sender | None:
    """As whom the tenant writes now when no request names an account; None when no account can send."""
    try:
        return resolve_sender(tenant_id, incoming=None)
    except Refused:
        return None


def _candidates(
    tenant_id: int, incoming: MailAccount | None, chosen: MailAccount | None
) -> list[tuple[MailAccount, str]]:
    found: list[tuple[MailAccount | None, str]] = [(chosen, _("Chosen in the editor."))]
    if incoming:
        found.append((incoming.alternative, _("The incoming account names this account for sending.")))
        found.append((incoming, _("The request came in through this account.")))
    accounts = _accounts(tenant_id)
    default = next((account for account in accounts if account.is_default), None)
    found.append((default, _("The tenant's default account for sending.")))
    first = {account.owner_key: account for account in reversed(accounts) if account.may_stand_in}
    found.append((first.get(tenant_id), _("The tenant's first account.")))
    found.append((first.get(0), _("The general account, as the tenant has none of its own.")))
    return [(account, reason) for account, reason in found if account is not None]


def _accounts(tenant_id: int) -> list[Any]:
    """The tenant's own and the general accounts that may speak for it, in one statement, the oldest first."""
    default = TenantAccounts.objects.filter(tenant_id=tenant_id, sending_id=OuterRef("pk"))
    stands_in = Q(kind=AccountKind.INCOMING, active=True, deleted_at=None)
    rows = MailAccount.objects.filter(owner_key__in=[0, tenant_id])
    rows = rows.annotate(is_default=Exists(default), may_stand_in=ExpressionWrapper(stands_in, BooleanField()))
    return list(rows.filter(Q(is_default=True) | stands_in).order_by("pk"))


def _can_send(account: MailAccount) -> bool:
    return account.active and account.deleted_at is None and bool(account.smtp_host)
