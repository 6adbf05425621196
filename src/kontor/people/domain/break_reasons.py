"""Why people take breaks: a list of the installation."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.people.models import BreakReason, User


@transaction.atomic(savepoint=False)
def add_reason(name: str, *, by: User | None) -> BreakReason:
    """Put a reason on the list. Refused without a name, and when it stands there already."""
    name = one_line(name)
    if not name:
        raise Refused(_("A reason needs a name."))
    key = sort_key_german(name)
    if BreakReason.objects.filter(sort_key=key, deleted_at=None).exists():
        raise Refused(_("“%(name)s” is on the list already.") % {"name": name})
    reason = BreakReason.objects.create(name=name, sort_key=key)
    record_change("created", reason, by=by, tenant_id=None, changes={"name": ["", name]})
    return reason


@transaction.atomic(savepoint=False)
def delete_reason(reason: BreakReason, *, by: User | None) -> None:
    """It can be chosen no more. Whoever is on this break stays on it, and past breaks keep its name."""
    if BreakReason.objects.filter(pk=reason.pk, deleted_at=None).update(deleted_at=clock.now()):
        record_change("deleted", reason, by=by, tenant_id=None, changes={})
