"""The phones of people: the extension each has at a telephone system."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.calls.models import PhoneDevice, PhoneSystem
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, scope

EXTENSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def phones_of(user: User) -> list[PhoneDevice]:
    """The person's phones at living telephone systems, the first one first."""
    rows = PhoneDevice.objects.filter(user=user, system__deleted_at=None).select_related("system")
    return list(rows.order_by("system__sort_key", "id"))


@transaction.atomic(savepoint=False)
def set_phones(
    user: User,
    system: PhoneSystem,
    extensions: Sequence[str],
    *,
    seen: Sequence[str],
    by: AbstractBaseUser | None,
) -> None:
    """The person has these phones at the system, and no others; the first is rung for calls that they place.

    ``seen`` is what stood there when the person who saves looked. Refused when it is not so any more, for what is no
    extension, and for one that is somebody else's: of whom is not told, they may work for other tenants.
    """
    living = PhoneSystem.objects.living().select_for_update().filter(pk=system.pk).first()
    if living is None:
        raise Refused(_("Somebody else has deleted this telephone system in the meantime."))
    rows = list(PhoneDevice.objects.select_for_update().filter(user=user, system=system))
    had = [row.extension for row in rows]
    wanted = list(dict.fromkeys(extension.strip() for extension in extensions if extension.strip()))
    if had == wanted:
        return
    if had != list(seen):
        raise Refused(_("Somebody else has changed these phones in the meantime. Nothing was overwritten."))
    _require_extensions(wanted, user, system)
    _replace(user, system, rows, wanted)
    changes = {f"extension ({system.name})": [", ".join(had), ", ".join(wanted)]}
    with scope(INSTALLATION):
        record_change("phones changed", user, by=by, tenant_id=None, changes=changes)


def _require_extensions(extensions: Sequence[str], user: User, system: PhoneSystem) -> None:
    for extension in extensions:
        words = {"extension": extension, "system": system.name}
        if not EXTENSION.fullmatch(extension):
            raise Refused(
                _("“%(extension)s” is not an extension: it consists of digits, or is the name of the phone there.")
                % words
            )
        if PhoneDevice.objects.filter(system=system, extension=extension).exclude(user=user).exists():
            raise Refused(_("%(extension)s at “%(system)s” is the phone of somebody else already.") % words)


def _replace(user: User, system: PhoneSystem, rows: Sequence[PhoneDevice], wanted: Sequence[str]) -> None:
    """The order of the rows is the order of the phones: what stays in front stays as it is, the rest is made anew."""
    kept = 0
    while kept < min(len(rows), len(wanted)) and rows[kept].extension == wanted[kept]:
        kept += 1
    states = {row.extension: (row.state, row.state_at) for row in rows}
    PhoneDevice.objects.filter(pk__in=[row.pk for row in rows[kept:]]).delete()
    try:
        with transaction.atomic():
            for extension in wanted[kept:]:
                device = PhoneDevice(user=user, system=system, extension=extension)
                if extension in states:
                    device.state, device.state_at = states[extension]
                device.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("One of these phones has been given to somebody else in the meantime.")) from None
