"""Looking through a person's eyes: read-only, never with more rights than one's own, and written down.

Somebody with the right ``eyes.use`` looks in the tenants for which they have signed in themselves, where they have
that right and read every category: what lies on the person's desk is then nothing they could not read. Whoever has
rights for the whole installation is looked through only by somebody with this right for the whole installation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.kernel.errors import Refused
from kontor.live.notify import told
from kontor.org.domain.access import Access, load_access
from kontor.org.domain.tenant_choice import ChosenTenant, still_valid
from kontor.people.domain.looks import CLOSED
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

RIGHT = "eyes.use"
OPENED = "eyes opened"
SHOWN = 20


@dataclass(frozen=True)
class Sight:
    """What is seen through the person's eyes: where, and with which rights."""

    person: User
    tenants: list[ChosenTenant]
    access: Access


def sight_of(person: User, own: Access, signed_in_for: Iterable[int]) -> Sight | None:
    """None where one may not look: to be asked in one's own scope. ``own`` are one's own rights in it."""
    if not person.active or person.deleted_at or person.pk == own.user_id:
        return None
    wanted = {tenant_id for tenant_id in signed_in_for if own.may(RIGHT, tenant_id=tenant_id) and own.reads(tenant_id)}
    tenants = [tenant for tenant in still_valid(person) if tenant.id in wanted]
    theirs = load_access(person, tuple(tenant.id for tenant in tenants))
    if not tenants or (theirs.installation and RIGHT not in own.installation):
        return None
    return Sight(person, tenants, narrowed(theirs, own))


def narrowed(theirs: Access, own: Access) -> Access:
    """Their rights, as far as one has them oneself in the same place."""
    everywhere = own.installation
    groups = {}
    for group_id, group in theirs.groups.items():
        here = own.groups[group_id].permissions if group_id in own.groups else frozenset()
        groups[group_id] = replace(group, permissions=group.permissions & (here | everywhere))
    wide = {
        tenant_id: rights & (own.tenant_wide.get(tenant_id, frozenset()) | everywhere)
        for tenant_id, rights in theirs.tenant_wide.items()
    }
    return Access(theirs.user_id, theirs.tenants, theirs.installation & everywhere, groups, wide, theirs.system)


@transaction.atomic(savepoint=False)
def begin_looking(person: User, sight: Sight | None, *, reason: str, by: User) -> None:
    """Write down in each tenant that ``by`` looks. Refused where they may not, or without a reason."""
    if sight is None:
        raise Refused(
            _(
                "You cannot look through the eyes of %(name)s here. It takes a tenant for which you are signed in, in "
                "which both of you have rights and you read every category; and for an administrator another one."
            )
            % {"name": person.name}
        )
    if not reason.strip():
        raise Refused(_("Say why you look through the eyes of %(name)s.") % {"name": person.name})
    told(by.pk, "rights")
    for tenant in sight.tenants:
        record_change(OPENED, person, by=by, tenant_id=tenant.id, label=person.name, reason=reason.strip())


def looks_at(person: User) -> list[AuditEntry]:
    """Who has looked through this person's eyes, newest first: for the person."""
    with scope(INSTALLATION, *every_tenant()):
        rows = AuditEntry.objects.filter(kind="people.user", object_id=person.pk, action__in=(OPENED, CLOSED))
        return list(rows.select_related("actor", "tenant").order_by("-at", "-id")[:SHOWN])
