"""Which addresses are ours, those of accounts and of do-not-reply lists, and what an address of ours must be."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def own_addresses(tenant_id: int | None) -> frozenset[str]:
    """The normalized addresses that are ours, as far as the tenant may know them: its own and the general accounts'.

    Mail to them would come back to us. Without a tenant those of the general accounts.
    """
    accounts = MailAccount.objects.living().filter(owner_key__in={0, tenant_id or 0}).order_by()
    no_reply = NoReplyAddress.objects.filter(tenant_id=tenant_id).order_by()
    return _keys(accounts, no_reply)


def addresses_of_ours(addresses: Collection[str]) -> frozenset[str]:
    """Those of the (normalized) addresses that a mailbox or a do-not-reply list of this installation has.

    Looks into all tenants, so that two of them never answer each other; what leaves here says of an address somebody
    has written from that it is one, and neither whose it is nor any other.
    """
    if not addresses:
        return frozenset()
    with scope(INSTALLATION, *every_tenant()):
        accounts = MailAccount.objects.living().filter(address_key__in=addresses)
        no_reply = NoReplyAddress.objects.filter(address_key__in=addresses)
        return _keys(accounts, no_reply)


def checked_address(address: str) -> str:
    """Normalized. Refused for what is no address."""
    key = normalize_email(address)
    try:
        validate_email(key)
    except ValidationError:
        raise Refused(
            _("“%(address)s” is not an e-mail address. Write it like name@company.example.") % {"address": address}
        ) from None
    return key


def _keys(accounts: QuerySet[MailAccount], no_reply: QuerySet[NoReplyAddress]) -> frozenset[str]:
    """In one statement."""
    return frozenset(accounts.values_list("address_key", flat=True).union(no_reply.values_list("address_key")))
