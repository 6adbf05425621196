"""The block list of a tenant: who is on it, putting somebody there and taking them off."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.channels.domain.own_addresses import own_addresses
from kontor.intake.domain.public_domains import PUBLIC_DOMAINS
from kontor.intake.enums import BlockAction, BlockKind
from kontor.intake.models import BlockEntry
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import ascii_domain, normalize_email, one_line
from kontor.people.models import User
from kontor.tenants.models import Tenant

FIELDS = ("kind", "value", "action", "note")
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


@transaction.atomic(savepoint=False)
def block(
    tenant: Tenant, value: str, *, action: BlockAction = BlockAction.SPAM, note: str = "", by: User | None
) -> BlockEntry:
    """Block an address, or a domain with all below it, for mail to this tenant from now on.

    Who is there already stays with what was chosen then. Refused for what is neither, for our own addresses and their
    domains, and for a domain at which everybody can have an address.
    """
    kind, value = read_value(value)
    _require_blockable(tenant, kind, value)
    row, made = BlockEntry.objects.get_or_create(
        tenant=tenant,
        value=value,
        defaults={"kind": kind, "action": action, "note": one_line(note)[:200], "made_by": by, "made_at": clock.now()},
    )
    if made:
        changes = difference({}, snapshot(row, FIELDS))
        record_change("created", row, by=by, tenant_id=tenant.pk, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def unblock(row: BlockEntry, *, by: User | None) -> None:
    """Take it off the list. What was filed as spam stays there; what was ignored stays in the ledger.

    What somebody else has taken off meanwhile is no error.
    """
    found = BlockEntry.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is not None:
        changes = {name: [value, None] for name, value in snapshot(found, FIELDS).items()}
        record_change("deleted", found, by=by, tenant_id=found.tenant_id, changes=changes)
        found.delete()


def listed_blocks() -> QuerySet[BlockEntry]:
    """The entries of the scope's living tenants, with tenant and who made them, whoever may look at them."""
    return BlockEntry.objects.filter(tenant__deleted_at=None).select_related("tenant", "made_by")


def read_value(written: str) -> tuple[BlockKind, str]:
    """What was written, normalized: an address, or a domain with or without ``@`` or ``*.`` before it."""
    bare = written.strip()
    local, at, domain = bare.rpartition("@")
    if at and local and local != "*":
        address = normalize_email(bare)
        if address and _DOMAIN.fullmatch(address.rpartition("@")[2]):
            return BlockKind.ADDRESS, address
    else:
        name = ascii_domain(domain.removeprefix("*").removeprefix("."))
        if _DOMAIN.fullmatch(name):
            return BlockKind.DOMAIN, name
    raise Refused(
        _("“%(value)s” is neither an address nor a domain. Write name@company.example or company.example.")
        % {"value": bare}
    )


def may_block_domain(domain: str) -> bool:
    """Not one at which everybody can have an address."""
    return domain not in PUBLIC_DOMAINS


def _require_blockable(tenant: Tenant, kind: BlockKind, value: str) -> None:
    if kind == BlockKind.DOMAIN and not may_block_domain(value):
        raise Refused(
            _("Very many people write from %(domain)s. Block the single address instead.") % {"domain": value}
        )
    for own in sorted(own_addresses(tenant.pk)):
        if value in names_of(own):
            raise Refused(
                _("%(value)s cannot be blocked: %(own)s is an address of our own.") % {"value": value, "own": own}
            )


def names_of(address: str) -> list[str]:
    """Under which entries mail from the (normalized) address falls: itself, its domain, and the domains above."""
    domain = address.rpartition("@")[2]
    labels = domain.split(".")
    return [address, *(".".join(labels[start:]) for start in range(len(labels) - 1))]
