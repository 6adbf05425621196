"""A new tenant like another one: its configuration without secrets, people's data or anything customers wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.recording import record_change
from kontor.kernel.errors import Refused
from kontor.org.domain.just_created import CREATED_LIKE, created_just_now
from kontor.org.domain.tenants import free_colour, require_free
from kontor.people.models import User
from kontor.tenant_files.domain.applying import apply_document
from kontor.tenant_files.domain.planning import Plan, plan_document
from kontor.tenant_files.domain.reading import Document
from kontor.tenant_files.domain.secret_shape import Secret
from kontor.tenant_files.domain.section import Entry, Rows
from kontor.tenant_files.domain.sections import BY_KEY, SECTIONS
from kontor.tenant_files.domain.state import State, fingerprint, state_of
from kontor.tenant_files.domain.thinning import Loss, thinned
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

NEVER: dict[str, Any] = {
    "telephony": gettext_lazy("A prefix dials for one tenant alone."),
    "overflow_agreements": gettext_lazy("An agreement binds the tenant that made it; the new one makes its own."),
}
"""Bound to the one tenant, and why."""
ADDRESSES = ("accounts", "no_reply_addresses")
"""Sections whose entries are known by an address, which belongs to one of them alone."""
GROUPS = ("system_groups", "supervisor_groups", "agent_groups")
NAMES = {"name", "sender_name"}
LONGEST_NAME = 120
CHOOSABLE = tuple(section.key for section in SECTIONS if section.key not in {"tenant", *NEVER})
"""The sections that can be copied."""


@dataclass(frozen=True)
class LeftOut:
    """Entries of a section that the new tenant does not get, or gets without something, and why."""

    section: str
    names: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Copy:
    """What ``copy_like`` would create and leave out. ``fingerprint`` changes as soon as anything is different."""

    plan: Plan
    left_out: tuple[LeftOut, ...]
    fingerprint: str


def plan_like(
    like: Tenant,
    *,
    name: str,
    code: str,
    choose: Collection[str] = CHOOSABLE,
    addresses: Mapping[str, str] | None = None,
) -> Copy:
    """What ``copy_like`` would do. Nothing is written. Refused when name or short code is taken."""
    require_free(name, code)
    document, losses = _document(like, name, code, choose, addresses or {})
    plan = plan_document(document, None)
    return Copy(plan, tuple(_left_out(like, choose, addresses or {}, losses)), fingerprint(dict(document.sections)))


@transaction.atomic(savepoint=False)
def copy_like(
    like: Tenant,
    *,
    name: str,
    code: str,
    by: User | None,
    choose: Collection[str] = CHOOSABLE,
    addresses: Mapping[str, str] | None = None,
    planned: str | None = None,
) -> tuple[Tenant, Plan]:
    """A new tenant with these sections of the other one, in one transaction; the audit log names the other one.

    An address belongs to one account: accounts and do-not-reply addresses are copied where ``addresses`` gives them a
    new one, and else left out with everything that names them. The accounts have no password and are switched off
    until somebody has tested them. The colour is one that nobody has, and groups and accounts that are named after the
    other tenant are named after the new one. Refused when name or short code is taken, and when the other tenant is not
    any more as it was when ``planned`` was made (the fingerprint of a ``Copy`` that somebody has seen).
    """
    document = _document(like, name, code, choose, addresses or {})[0]
    if planned is not None and planned != fingerprint(dict(document.sections)):
        raise Refused(
            _(
                "It is not any more what the preview showed: the form or “%(name)s” was changed since. "
                "Nothing was created. Look at a new preview."
            )
            % {"name": like.name}
        )
    tenant, plan = apply_document(document, by=by, file_name=f"like {like.code}")
    with scope(tenant.pk):
        origin = {"like": [None, _named(like)], "sections": [None, sorted(document.sections)]}
        record_change(CREATED_LIKE, tenant, by=by, tenant_id=tenant.pk, changes=origin)
    return tenant, plan


def copied_just_now(like: Tenant, *, name: str, code: str, person: User) -> Tenant | None:
    """The tenant that this person has created like the other one a moment ago, under this name: a form came twice."""
    origin = {"like": [None, _named(like)]}
    return created_just_now(name=name, code=code, person=person, action=CREATED_LIKE, changes=origin)


def addresses_of(like: Tenant) -> list[tuple[str, str]]:
    """(section, address) of what can only be copied with a new address. In the tenant's scope."""
    state = state_of(like, ADDRESSES)
    return [(key, entry["address"]) for key in ADDRESSES for entry in state[key]]


def _named(like: Tenant) -> str:
    return f"{like.name} ({like.code})"


def _document(
    like: Tenant, name: str, code: str, choose: Collection[str], addresses: Mapping[str, str]
) -> tuple[Document, list[Loss]]:
    with scope(like.pk):
        state = state_of(like, {"tenant", *(set(choose) - NEVER.keys())})
    state["tenant"] |= {"name": name, "code": code.strip().upper(), "colour": free_colour(), "description": ""}
    named = {section: _named_anew(state.get(section, []), like.name, name) for section in (*GROUPS, "accounts")}
    if "accounts" in state:
        state["accounts"] = [_account(each, addresses) for each in state["accounts"] if each["address"] in addresses]
    if "no_reply_addresses" in state:
        state["no_reply_addresses"] = [
            each | {"address": addresses[each["address"]]}
            for each in state["no_reply_addresses"]
            if each["address"] in addresses
        ]
    consistent, losses = thinned(state, {**{section: named[section] for section in GROUPS}, "accounts": addresses})
    return Document(consistent), losses


def _named_anew(entries: Iterable[Entry], before: str, now: str) -> dict[str, str]:
    """Where the name of the other tenant is a part of a name, customers' and agents' own is instead; what changed."""
    changed: dict[str, str] = {}
    for entry in entries:
        for field in NAMES & entry.keys():
            new = str(entry[field] or "").replace(before, now)
            if new != entry[field] and len(new) <= LONGEST_NAME:
                changed[entry[field]] = new
                entry[field] = new
    return changed


def _account(entry: Entry, addresses: Mapping[str, str]) -> Entry:
    fields = BY_KEY["accounts"].shape.fields
    without = {key: None for key, field in fields.items() if isinstance(field.shape, Secret)}
    return entry | without | {"address": addresses[entry["address"]], "active": False}


def _left_out(
    like: Tenant, choose: Collection[str], addresses: Mapping[str, str], losses: Iterable[Loss]
) -> Iterator[LeftOut]:
    with scope(like.pk):
        state = state_of(like, {*NEVER, *CHOOSABLE} - set(choose) | set(ADDRESSES))
    for key in (section.key for section in SECTIONS):
        if key in NEVER:
            yield from _not_copied(key, state, str(NEVER[key]))
        elif key in CHOOSABLE and key not in choose:
            yield from _not_copied(key, state, _("You have not chosen it."))
        elif key in ADDRESSES:
            without = tuple(each["address"] for each in state[key] if each["address"] not in addresses)
            if without:
                why = _("An address belongs to one tenant alone. Enter a new one, and it is copied.")
                yield LeftOut(key, without, why)
        yield from (_lost(loss) for loss in losses if loss.section == key)


def _not_copied(key: str, state: State, why: str) -> Iterator[LeftOut]:
    """Nothing is left out where there is nothing."""
    section, values = BY_KEY[key], state[key]
    if isinstance(section, Rows):
        names = tuple(str(entry[section.identity]) for entry in values)
    else:
        names = (str(section.title),) if any(values.values()) else ()
    if names:
        yield LeftOut(key, names, why)


def _lost(loss: Loss) -> LeftOut:
    words = {"names": ", ".join(loss.names)}
    if loss.whole:
        return LeftOut(loss.section, (loss.entry,), _("It cannot be without what is not copied: %(names)s.") % words)
    return LeftOut(loss.section, (loss.entry,), _("It is created without what is not copied: %(names)s.") % words)
