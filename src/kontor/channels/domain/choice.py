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
    """The account an outgoing mail leaves through, and the sentence that says why it is this one.

    ``suggested`` is the account it would be without the editor's choice, ``suggested_because`` says why; ``others``
    are those the editor may choose instead: the tenant's own first, then the general ones.
    """

    account: MailAccount
    reason: str
    without: str
    suggested: MailAccount
    suggested_because: str
    others: list[MailAccount]

    def choosable(self) -> list[MailAccount]:
        """All that the editor may choose."""
        return [self.suggested, *self.others]


def account_for(tenant_id: int) -> MailAccount | None:
    """The account under which a tenant's own new processes are recorded: its default, its first, a general one."""
    defaults = TenantAccounts.objects.filter(tenant_id=tenant_id).select_related("sending", "incoming").first()
    chosen: MailAccount | None = (defaults.incoming or defaults.sending) if defaults else None
    if chosen:
        return chosen
    rows = MailAccount.objects.living().filter(kind=AccountKind.INCOMING, active=True)
    return rows.filter(tenant_id=tenant_id).first() or rows.filter(tenant_id=None).first()


def resolve_sender(
    tenant_id: int,
    *,
    incoming_id: int | None,
    chosen: MailAccount | None = None,
    template: MailAccount | None = None,
) -> Sender:
    """The one place that decides as whom a mail is sent. ``incoming_id`` names the account the request came through,
    ``template`` is the account that the template names.

    Order: the editor's choice, the template's account, the incoming account's alternative, the incoming account, the
    tenant's default account, a general account. Accounts that are deleted or switched off are passed over. Refused when
    none is left. One statement, also for the accounts that may be chosen instead.
    """
    accounts = _accounts(tenant_id, incoming_id)
    found = _candidates(tenant_id, incoming_id, accounts)
    if template and template.owner_key in (0, tenant_id):
        found.insert(0, (template, _("The template names this account.")))
    usable = [(account, reason) for account, reason in found if _can_send(account)]
    suggested = usable[0] if usable else None
    if chosen and _can_send(chosen):
        usable.insert(0, (chosen, _("Chosen in the editor.")))
    if not usable:
        raise Refused(_("No account can send for this tenant. An administrator must set up a sending account."))
    account, reason = usable[0]
    usual, because = suggested or usable[0]
    return Sender(
        account,
        reason,
        _without(account, usable[1:]),
        suggested=usual,
        suggested_because=because,
        others=[other for other in _in_order(accounts) if _may_be_chosen(other) and other.pk != usual.pk],
    )


def present_sender(tenant_id: int) -> Sender | None:
    """As whom the tenant writes now when no request names an account; None when no account can send."""
    try:
        return resolve_sender(tenant_id, incoming_id=None)
    except Refused:
        return None


def _candidates(tenant_id: int, incoming_id: int | None, accounts: list[Any]) -> list[tuple[MailAccount, str]]:
    known = {account.pk: account for account in accounts}
    incoming: Any = known.get(incoming_id)
    found: list[tuple[MailAccount | None, str]] = []
    if incoming:
        alternative = known.get(incoming.alternative_id)
        found.append((alternative, _("The incoming account names this account for sending.")))
        found.append((incoming, _("The ticket came in through this account.")))
    default = next((account for account in accounts if account.is_default), None)
    found.append((default, _("The tenant's default account for sending.")))
    standing_in = [account for account in accounts if account.may_stand_in and _can_send(account)]
    first = {account.owner_key: account for account in reversed(standing_in)}
    found.append((first.get(tenant_id), _("The tenant's first account.")))
    found.append((first.get(0), _("The general account, as the tenant has none of its own.")))
    return [(account, reason) for account, reason in found if account is not None]


def _without(account: MailAccount, following: list[tuple[MailAccount, str]]) -> str:
    other = next((other for other, _reason in following if other.pk != account.pk), None)
    if other is None:
        return ""
    return _("Otherwise it would be %(name)s <%(address)s>.") % {"name": other.name, "address": other.address}


def _in_order(accounts: list[Any]) -> list[Any]:
    """As people look for them: the tenant's own first, each by name."""
    return sorted(accounts, key=lambda account: (account.is_general, account.sort_key, account.pk))


def _accounts(tenant_id: int, incoming_id: int | None) -> list[Any]:
    """The tenant's own and the general accounts that may speak for it, in one statement, the oldest first.

    The one the request came through is among them, however it stands with it.
    """
    default = TenantAccounts.objects.filter(tenant_id=tenant_id, sending_id=OuterRef("pk"))
    stands_in = Q(kind=AccountKind.INCOMING, active=True, deleted_at=None)
    rows = MailAccount.objects.filter(owner_key__in=[0, tenant_id])
    rows = rows.annotate(is_default=Exists(default), may_stand_in=ExpressionWrapper(stands_in, BooleanField()))
    return list(rows.filter(Q(is_default=True) | stands_in | Q(pk=incoming_id)).order_by("pk"))


def _may_be_chosen(account: Any) -> bool:
    return (account.may_stand_in or account.is_default) and _can_send(account)


def _can_send(account: MailAccount) -> bool:
    return account.active and account.deleted_at is None and bool(account.smtp_host)
