"""Callers that a tenant does not take: who they are, blocking and unblocking them."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.calls.models import BlockedNumber, DialledNumber
from kontor.kernel.errors import Refused
from kontor.kernel.telephone import read
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tenants.models import Tenant

FIELDS = ("number", "reason")


@transaction.atomic(savepoint=False)
def block_number(tenant: Tenant, number: str, *, reason: str = "", by: User | None) -> BlockedNumber:
    """Calls from this number to the tenant are rejected from now on, where the telephone system asks.

    The number is read in any notation of the tenant's country. Refused for what is none, for one that the tenant's
    own customers dial, and for one that is blocked already.
    """
    normal = read(number, tenant.country).normal
    if DialledNumber.objects.filter(tenant=tenant, normalized=normal).exists():
        raise Refused(_("%(number)s is a number of our own.") % {"number": one_line(number)})
    row, made = BlockedNumber.objects.get_or_create(
        tenant=tenant,
        normalized=normal,
        defaults={"number": one_line(number)[:40], "reason": one_line(reason)[:200], "by": by},
    )
    if not made:
        raise Refused(_("%(number)s is blocked already.") % {"number": row.number})
    record_change("created", row, by=by, tenant_id=tenant.pk, changes=difference({}, snapshot(row, FIELDS)))
    return row


@transaction.atomic(savepoint=False)
def unblock_number(row: BlockedNumber, *, by: AbstractBaseUser | None) -> None:
    """Calls from it are put through again. What somebody else has unblocked meanwhile is no error."""
    found = BlockedNumber.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is not None:
        changes = {name: [value, None] for name, value in snapshot(found, FIELDS).items()}
        record_change("deleted", found, by=by, tenant_id=found.tenant_id, changes=changes)
        found.delete()


def blocked_numbers() -> QuerySet[BlockedNumber]:
    """Those of the scope's living tenants, with tenant and who blocked them."""
    return BlockedNumber.objects.filter(tenant__deleted_at=None).select_related("tenant", "by")
