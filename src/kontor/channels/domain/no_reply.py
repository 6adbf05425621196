"""A tenant's do-not-reply addresses: several, at most one of them the default."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.channels.domain.own_addresses import checked_address
from kontor.channels.models import NoReplyAddress
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.tenants.models import Tenant

FIELDS = ("address", "display_name", "is_default")


def no_reply_addresses(tenant: Tenant) -> list[NoReplyAddress]:
    """The default first, then by address."""
    return list(NoReplyAddress.objects.filter(tenant=tenant).order_by("-is_default", "address_key"))


def default_no_reply(tenant_id: int) -> NoReplyAddress | None:
    """The address automatic mail is sent from; None when the tenant has none."""
    return NoReplyAddress.objects.filter(tenant_id=tenant_id, is_default=True).first()


@transaction.atomic(savepoint=False)
def add_no_reply_address(
    tenant: Tenant, address: str, *, display_name: str = "", by: AbstractBaseUser | None
) -> NoReplyAddress:
    """Add an address; the first one becomes the default. Refused when it is no address or there already."""
    key = checked_address(address)
    others = NoReplyAddress.objects.select_for_update().filter(tenant=tenant)
    known = {other.address_key for other in others}
    if key in known:
        raise Refused(_("%(address)s is in the list already.") % {"address": address.strip()}, about="address")
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
def change_no_reply_address(
    row: NoReplyAddress, *, display_name: str, by: AbstractBaseUser | None, seen: str | None = None
) -> NoReplyAddress:
    """Give it another display name. The address itself stays: remove it and add the other one.

    ``seen`` is the display name one had in front of one; refused when it is another by now. None: nothing was seen.
    Refused, too, when somebody else has removed it.
    """
    row = _among(_all_locked(row), row)
    before, wanted = snapshot(row, FIELDS), one_line(display_name)
    if seen is not None and row.display_name not in (seen, wanted):
        raise Refused(_name_has_changed(row))
    row.display_name = wanted
    row.save(update_fields=["display_name"])
    changes = difference(before, snapshot(row, FIELDS))
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def make_default(row: NoReplyAddress, *, by: AbstractBaseUser | None, seen: int | None = None) -> None:
    """The tenant's automatic mail is sent from this address from now on.

    ``seen`` is the id of the default one had in front of one, 0 when there was none; refused when it is another by
    now. None: nothing was seen. Refused, too, when somebody else has removed the address.
    """
    rows = _all_locked(row)
    row = _among(rows, row)
    default = next((other for other in rows if other.is_default), None)
    if seen is not None and default and default.pk not in (seen, row.pk):
        sentence = _(
            "Somebody else has changed the default in the meantime: it is now %(address)s. Nothing was overwritten."
        )
        raise Refused(sentence % {"address": default.address})
    old = default.address if default else ""
    NoReplyAddress.objects.filter(tenant_id=row.tenant_id, is_default=True).update(is_default=False)
    NoReplyAddress.objects.filter(pk=row.pk).update(is_default=True)
    record_change("made default", row, by=by, tenant_id=row.tenant_id, changes={"is_default": [old, row.address]})


@transaction.atomic(savepoint=False)
def remove_no_reply_address(row: NoReplyAddress, *, by: AbstractBaseUser | None) -> None:
    """Remove it. Another one becomes the default when it was. What somebody else has removed meanwhile is no error."""
    rows = _all_locked(row)
    if row not in rows:
        return
    row = _among(rows, row)
    changes = {name: [value, None] for name, value in snapshot(row, FIELDS).items()}
    record_change("deleted", row, by=by, tenant_id=row.tenant_id, changes=changes)
    tenant_id, was_default = row.tenant_id, row.is_default
    row.delete()
    heir = NoReplyAddress.objects.filter(tenant_id=tenant_id).order_by("address_key").first()
    if was_default and heir:
        make_default(heir, by=by)


def _all_locked(row: NoReplyAddress) -> list[NoReplyAddress]:
    """Those of its tenant, in an order in which nobody waits for another."""
    return list(NoReplyAddress.objects.select_for_update().filter(tenant_id=row.tenant_id).order_by("pk"))


def _among(rows: list[NoReplyAddress], row: NoReplyAddress) -> NoReplyAddress:
    if row not in rows:
        raise Refused(_("Somebody else has removed this address in the meantime."))
    return rows[rows.index(row)]


def _name_has_changed(row: NoReplyAddress) -> str:
    if not row.display_name:
        return _("Somebody else has removed the display name in the meantime. Nothing was overwritten.")
    sentence = _(
        "Somebody else has changed the display name in the meantime: it is now “%(name)s”. Nothing was overwritten."
    )
    return sentence % {"name": row.display_name}
