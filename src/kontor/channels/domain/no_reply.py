"""A tenant's do-not-reply addresses: several, at most one of them the default."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.channels.models import NoReplyAddress
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email, one_line
from kontor.tenants.models import Tenant

FIELDS = ("address", "display_name", "is_default")


def no_reply_addresses(tenant: Tenant) -> list[NoReplyAddress]:
    """The default first, then by address."""
    return list(NoReplyAddress.objects.filter(tenant=tenant).order_by("-is_default", "address_key"))


def default_no_reply(tenant: Tenant) -> NoReplyAddress | None:
    """The address automatic mail is sent from; None when the tenant has none."""
    return NoReplyAddress.objects.filter(tenant=tenant, is_default=True).first()


@transaction.atomic(savepoint=False)
def add_no_reply_address(
    tenant: Tenant, address: str, *, display_name: str = "", by: AbstractBaseUser | None
) -> NoReplyAddress:
    """Add an address; the first one becomes the default. Refused when it is no address or there already."""
    key = _checked(address)
    others = NoReplyAddress.objects.select_for_update().filter(tenant=tenant)
    known = {other.address_key for other in others}
    if key in known:
        raise Refused(_("%(address)s is in the list already.") % {"address": address.strip()})
    row = NoReplyAddress.objects.create(
        tenant=tenant,
        address=address.strip(),
        address_key=key,
        display_name=one_line(display_name),
        is_default=not known,
    )
    changes = difference({}, snapshot(row, FIELDS))
    record_change("created", row, by=by, tenant_id=tenant.pk, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def change_no_reply_address(row: NoReplyAddress, *, display_name: str, by: AbstractBaseUser | None) -> NoReplyAddress:
    """Give it another display name. The address itself stays: remove it and add the other one."""
    row = NoReplyAddress.objects.select_for_update().get(pk=row.pk)
    before = snapshot(row, FIELDS)
    row.display_name = one_line(display_name)
    row.save(update_fields=["display_name"])
    changes = difference(before, snapshot(row, FIELDS))
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def make_default(row: NoReplyAddress, *, by: AbstractBaseUser | None) -> None:
    """The tenant's automatic mail is sent from this address from now on."""
    rows = list(NoReplyAddress.objects.select_for_update().filter(tenant_id=row.tenant_id))
    old = next((other.address for other in rows if other.is_default), "")
    NoReplyAddress.objects.filter(tenant_id=row.tenant_id, is_default=True).update(is_default=False)
    NoReplyAddress.objects.filter(pk=row.pk).update(is_default=True)
    record_change("made default", row, by=by, tenant_id=row.tenant_id, changes={"is_default": [old, row.address]})


@transaction.atomic(savepoint=False)
def remove_no_reply_address(row: NoReplyAddress, *, by: AbstractBaseUser | None) -> None:
    """Remove it. Another one becomes the default when it was."""
    changes = {name: [value, None] for name, value in snapshot(row, FIELDS).items()}
    record_change("deleted", row, by=by, tenant_id=row.tenant_id, changes=changes)
    tenant_id, was_default = row.tenant_id, row.is_default
    row.delete()
    heir = NoReplyAddress.objects.filter(tenant_id=tenant_id).order_by("address_key").first()
    if was_default and heir:
        make_default(heir, by=by)


def _checked(address: str) -> str:
    key = normalize_email(address)
    try:
        validate_email(key)
    except ValidationError:
        raise Refused(
            _("“%(address)s” is not an e-mail address. Write it like name@company.example.") % {"address": address}
        ) from None
    return key
