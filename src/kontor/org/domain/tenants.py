"""Creating, changing, deleting and restoring tenants.

Every verb sees all tenants while it works: names are unique over the whole installation. A deleted tenant's accounts
are not fetched any more (``MailAccount.objects.fetching``); each keeps its own state, so a restored tenant goes on as
it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.channels.models import TenantAccounts
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.live.notify import changed
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.preferences.domain.holders import set_values
from kontor.preferences.domain.references import hold_references
from kontor.sla.domain.edits import tell_chosen
from kontor.sla.preferences import TERMS
from kontor.tenants.models import Roster, Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

MOST_COLOURS = 12
FIELDS = ("name", "description", "colour", "language", "country", "time_zone", "active")
"""What can be changed after creation. The short code stays: folders and exports are named by it."""


@transaction.atomic(savepoint=False)
def create_tenant(*, name: str, code: str, by: User | None, **values: Any) -> Tenant:
    """A tenant with its id in the roster and its row of default accounts. Refused when name or short code is
    taken, or the latter is none."""
    name, code = one_line(name), code.strip().upper()
    roster = Roster.objects.create()
    with _everything():
        _refuse_taken_name(name)
        _require_free_code(code)
        tenant = Tenant(id=roster, code=code, **_known(values))
        _name(tenant, name)
        with _once(name):
            tenant.save(force_insert=True)
        TenantAccounts.objects.create(tenant=tenant)
        made = difference({}, snapshot(tenant, ("code", *FIELDS)))
        record_change("created", tenant, by=by, tenant_id=tenant.pk, changes=made)
    return tenant


def require_free(name: str, code: str) -> None:
    """Refused when a new tenant could not be called like this."""
    with _everything():
        _refuse_taken_name(one_line(name))
        _require_free_code(code.strip().upper())


def free_colour() -> int:
    """One that no living tenant has, or else one that few have."""
    with _everything():
        used = list(Tenant.objects.living().values_list("colour", flat=True))
    return min(range(1, MOST_COLOURS + 1), key=used.count)


@transaction.atomic(savepoint=False)
def change_tenant(tenant: Tenant, *, version: int, by: User | None, **values: Any) -> Tenant:
    """Change some of ``FIELDS``. Who works for a tenant that is switched off loses their open streams. Refused when
    somebody else saved in between or the new name is taken."""
    with _everything():
        tenant = _lock(tenant.pk, version)
        before = snapshot(tenant, FIELDS)
        for field, value in _known(values).items():
            setattr(tenant, field, value)
        if "name" in values:
            name = one_line(values["name"])
            _refuse_taken_name(name, besides=tenant.pk)
            _name(tenant, name)
        _save(tenant)
        changes = difference(before, snapshot(tenant, FIELDS))
        record_change("changed", tenant, by=by, tenant_id=tenant.pk, changes=changes)
        if before["active"] and not tenant.active:
            changed(tenant.pk, "rights", tenant.pk)
    return tenant


@transaction.atomic(savepoint=False)
def change_tenant_settings(tenant: Tenant, values: Mapping[str, Any], *, version: int, by: User | None) -> Tenant:
    """Give the tenant own values; None lets it inherit again. Keys that are not named stay as they are. Deadlines
    follow, in jobs."""
    with _everything():
        tenant = _lock(tenant.pk, version)
        hold_references(values, tenant.pk)
        changes = set_values(tenant, values)
        _save(tenant)
        if changes:
            record_change("settings changed", tenant, by=by, tenant_id=tenant.pk, changes=changes)
        if TERMS & changes.keys():
            tell_chosen(tenant)
    return tenant


@transaction.atomic(savepoint=False)
def delete_tenants(tenants: Sequence[Tenant], *, by: User | None) -> None:
    """Delete logically, all or none. Refused while system groups choose one of them, and says which."""
    with _everything():
        rows = list(Tenant.objects.living().filter(pk__in=[tenant.pk for tenant in tenants]).select_for_update())
        _refuse_chosen(rows)
        for tenant in rows:
            tenant.deleted_at = clock.now()
            _save(tenant)
            record_change("deleted", tenant, by=by, tenant_id=tenant.pk)


@transaction.atomic(savepoint=False)
def restore_tenant(tenant: Tenant, *, by: User | None) -> Tenant:
    """Bring a deleted tenant back. Refused when another one has taken its name meanwhile."""
    with _everything():
        tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
        if not tenant.is_deleted:
            raise Refused(_("“%(name)s” is not deleted.") % {"name": tenant.name})
        if _name_taken(tenant.name, besides=tenant.pk):
            raise Refused(
                _("Another tenant is called “%(name)s” by now. Rename it first, then restore this one.")
                % {"name": tenant.name}
            )
        tenant.deleted_at = None
        _save(tenant)
        record_change("restored", tenant, by=by, tenant_id=tenant.pk)
    return tenant


@contextmanager
def _everything() -> Iterator[None]:
    with scope(INSTALLATION, *every_tenant()):
        yield


def _lock(tenant_id: int, version: int) -> Tenant:
    """Whoever writes a row of the tenant meanwhile may hold what is being chosen here, so they do not wait for it."""
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=tenant_id)
    if tenant.is_deleted:
        raise Refused(_("“%(name)s” is deleted. Restore the tenant before you change it.") % {"name": tenant.name})
    if tenant.version != version:
        raise Refused(_("Somebody else has changed the tenant in the meantime. Nothing was overwritten."))
    return tenant


def _save(tenant: Tenant) -> None:
    tenant.version += 1
    with _once(tenant.name):
        tenant.save()
    changed(tenant.pk, "tenant", tenant.pk)


@contextmanager
def _once(name: str) -> Iterator[None]:
    """Two people who take the same name at the same moment: the database lets one through."""
    try:
        yield
    except IntegrityError:
        raise Refused(
            _("Somebody else has just taken the name “%(name)s” or its short code. Choose another one.")
            % {"name": name}
        ) from None


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"A tenant has no {', '.join(sorted(unknown))} to set.")
    return {field: value for field, value in values.items() if field != "name"}


def _name(tenant: Tenant, name: str) -> None:
    tenant.name, tenant.name_key, tenant.sort_key = name, name.casefold(), sort_key_german(name)


def _name_taken(name: str, *, besides: int = 0) -> bool:
    return Tenant.objects.living().filter(name_key=name.casefold()).exclude(pk=besides).exists()


def _refuse_taken_name(name: str, *, besides: int = 0) -> None:
    if not name:
        raise Refused(_("A tenant needs a name."), about="name")
    if _name_taken(name, besides=besides):
        raise Refused(
            _("There is a tenant called “%(name)s” already. Choose another name.") % {"name": name}, about="name"
        )


def _require_free_code(code: str) -> None:
    try:
        Tenant._meta.get_field("code").clean(code, None)
    except ValidationError:
        raise Refused(_("Use 2 to 8 letters (A to Z) or digits for the short code."), about="code") from None
    taken = Tenant.objects.filter(code=code).first()
    if taken and taken.is_deleted:
        raise Refused(
            _("The short code %(code)s stays reserved for the deleted tenant “%(name)s”. Choose another one.")
            % {"code": code, "name": taken.name},
            about="code",
        )
    if taken:
        raise Refused(
            _("The short code %(code)s belongs to “%(name)s”. Choose another one.")
            % {"code": code, "name": taken.name},
            about="code",
        )


def _refuse_chosen(tenants: Sequence[Tenant]) -> None:
    groups = SystemGroup.objects.living().filter(tenant__in=tenants).select_related("tenant")
    chosen = [f"{group.name} ({group.tenant.name})" for group in groups]
    if chosen:
        raise Refused(
            _(
                "Nothing was deleted: these system groups still choose a tenant: %(groups)s. "
                "Give them another tenant or delete them first."
            )
            % {"groups": ", ".join(chosen)}
        )
