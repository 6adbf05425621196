"""Through which account people outside are asked, and where their answers come back to (Systemkonten)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.channels.domain.choice import resolve_sender
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount, TenantAccounts

USES = {AccountKind.SECOND_LEVEL: "inquiries", AccountKind.REPLY: "forwards"}
"""What the accounts of a kind are for, as a tenant's defaults call it."""


@dataclass(frozen=True)
class SystemSender:
    """``account`` sends; ``reply_account`` gets the answers where that is another one. ``reason`` says why these."""

    account: MailAccount
    reply_account: MailAccount | None
    reason: str

    @property
    def answers_to(self) -> MailAccount:
        return self.reply_account or self.account


def system_sender(tenant_id: int, kind: AccountKind, *, incoming_id: int | None) -> SystemSender:
    """The tenant's default for the use, else its own account of the kind, else a general one.

    An account that cannot send itself only gets the answers. Without any, mail leaves as an answer to the customer
    would, and answers from outside are known by their threads. Refused when no account can send at all.
    """
    chosen, reason = _system_account(tenant_id, kind)
    if chosen and chosen.smtp_host:
        return SystemSender(chosen, None, reason)
    return SystemSender(resolve_sender(tenant_id, incoming_id=incoming_id).account, chosen, reason)


def _system_account(tenant_id: int, kind: AccountKind) -> tuple[MailAccount | None, str]:
    use = USES[kind]
    defaults = TenantAccounts.objects.filter(tenant_id=tenant_id).select_related(use).first()
    default: MailAccount | None = getattr(defaults, use) if defaults else None
    if default and default.active and default.deleted_at is None:
        return default, _("The tenant's default system account for this.")
    rows = MailAccount.objects.living().filter(kind=kind, active=True, owner_key__in=[0, tenant_id])
    first = rows.order_by("-owner_key", "pk").first()
    if first is None:
        return None, _("There is no system account for this; answers come back to the account that sends.")
    if first.tenant_id is None:
        return first, _("The general system account, as the tenant has none of its own.")
    return first, _("The tenant's system account for this.")
