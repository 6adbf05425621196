"""What a letter costs: the tenant's envelopes by weight, with prices that the tenant types in."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.letters.models import PostageClass
from kontor.people.models import User
from kontor.tenants.models import Tenant

AUDITED = ("name", "most_grams", "most_sheets", "abroad", "price")


def postage_of(tenant: Tenant) -> QuerySet[PostageClass]:
    """Those of the own country first, the lightest first: a letter takes the first that it fits into."""
    return PostageClass.objects.filter(tenant=tenant).order_by("abroad", "most_grams", "pk")


@transaction.atomic(savepoint=False)
def save_postage(
    tenant: Tenant,
    *,
    name: str,
    most_grams: int,
    most_sheets: int | None,
    price: Decimal | None,
    abroad: bool = False,
    by: User | None,
    row: PostageClass | None = None,
) -> PostageClass:
    """Add a class of postage, or change ``row``. Refused when another one has the same weight and way, and when
    somebody else has removed it."""
    _lock(tenant.pk)
    if row and not _is_there(row):
        raise Refused(_("“%(name)s” has been deleted in the meantime.") % {"name": row.name})
    kept = PostageClass(tenant=tenant) if row is None else PostageClass.objects.get(pk=row.pk, tenant=tenant)
    before = snapshot(kept, AUDITED) if row else {}
    same = postage_of(tenant).filter(most_grams=most_grams, abroad=abroad).exclude(pk=kept.pk).first()
    if same:
        words = {"name": same.name, "grams": most_grams}
        raise Refused(_("“%(name)s” goes up to %(grams)s g already. Give this one another weight.") % words)
    kept.name, kept.most_grams, kept.most_sheets, kept.price = one_line(name), most_grams, most_sheets, price
    kept.abroad = abroad
    kept.save()
    if changes := difference(before, snapshot(kept, AUDITED)):
        record_change("changed" if row else "created", kept, by=by, tenant_id=tenant.pk, changes=changes)
    return kept


@transaction.atomic(savepoint=False)
def remove_postage(row: PostageClass, *, by: User | None) -> None:
    """Letters that were counted with it keep their figures. What somebody else has removed meanwhile is no error."""
    _lock(row.tenant_id)
    if not _is_there(row):
        return
    changes = difference(snapshot(row, AUDITED), dict.fromkeys(AUDITED))
    record_change("deleted", row, by=by, tenant_id=row.tenant_id, changes=changes)
    row.delete()


def _is_there(row: PostageClass) -> bool:
    return PostageClass.objects.filter(pk=row.pk).exists()


def _lock(tenant_id: int) -> None:
    """The tenant stands for its classes, of which there may be none."""
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant_id)
