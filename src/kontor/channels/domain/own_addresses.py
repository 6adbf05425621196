"""Which addresses are ours: of any account of the installation, and of any tenant's do-not-reply addresses."""

from __future__ import annotations

from collections.abc import Collection

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


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
        return frozenset(accounts.values_list("address_key", flat=True).union(no_reply.values_list("address_key")))
