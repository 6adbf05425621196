"""A new tenant like another one: its configuration without secrets, people's data or anything customers wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kontor.people.models import User
from kontor.tenant_files.domain.applying import apply_document
from kontor.tenant_files.domain.planning import Plan, plan_document
from kontor.tenant_files.domain.reading import Document
from kontor.tenant_files.domain.records import Many, Record, Table
from kontor.tenant_files.domain.secret_shape import Secret
from kontor.tenant_files.domain.section import AnySection, Entry, Rows
from kontor.tenant_files.domain.sections import BY_KEY, SECTIONS
from kontor.tenant_files.domain.shapes import Name, Shape
from kontor.tenant_files.domain.state import State, state_of
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

NEVER = frozenset({"telephony", "overflow_agreements"})
"""Bound to the one tenant: a prefix dials for it alone, an agreement was made by it."""
CHOOSABLE = tuple(section.key for section in SECTIONS if section.key not in {"tenant", *NEVER})
"""The sections that can be copied."""


def plan_like(
    like: Tenant,
    *,
    name: str,
    code: str,
    choose: Collection[str] = CHOOSABLE,
    addresses: Mapping[str, str] | None = None,
) -> Plan:
    """What ``copy_like`` would create. Nothing is written."""
    return plan_document(_document(like, name, code, choose, addresses or {}), None)


def copy_like(
    like: Tenant,
    *,
    name: str,
    code: str,
    by: User | None,
    choose: Collection[str] = CHOOSABLE,
    addresses: Mapping[str, str] | None = None,
) -> tuple[Tenant, Plan]:
    """A new tenant with these sections of the other one, in one transaction.

    An address belongs to one account: accounts and do-not-reply addresses are copied where ``addresses`` gives them a
    new one, and else left out with everything that names them. The accounts have no password and are switched off
    until somebody has tested them. Refused when name or short code is taken.
    """
    document = _document(like, name, code, choose, addresses or {})
    return apply_document(document, by=by, file_name=f"like {like.code}")


def _document(like: Tenant, name: str, code: str, choose: Collection[str], addresses: Mapping[str, str]) -> Document:
    with scope(like.pk):
        state = state_of(like, {"tenant", *(set(choose) - NEVER)})
    state["tenant"] |= {"name": name, "code": code.strip().upper()}
    if "accounts" in state:
        state["accounts"] = [_account(each, addresses) for each in state["accounts"] if each["address"] in addresses]
    if "no_reply_addresses" in state:
        state["no_reply_addresses"] = [
            each | {"address": addresses[each["address"]]}
            for each in state["no_reply_addresses"]
            if each["address"] in addresses
        ]
    return Document(_consistent(state, addresses))


def _account(entry: Entry, addresses: Mapping[str, str]) -> Entry:
    fields = BY_KEY["accounts"].shape.fields
    without = {key: None for key, field in fields.items() if isinstance(field.shape, Secret)}
    return entry | without | {"address": addresses[entry["address"]], "active": False}


def _consistent(state: State, addresses: Mapping[str, str]) -> State:
    """Whatever names something that is not copied names nothing, or is left out where it must name something."""
    while True:
        left = {key: _kept(BY_KEY[key], state[key], state, addresses) for key in state}
        if left == state:
            return state
        state, addresses = left, {}


def _kept(section: AnySection, values: Any, state: State, addresses: Mapping[str, str]) -> Any:
    if not isinstance(section, Rows):
        return _cleared(section.shape, values, state, addresses)
    entries = [_cleared(section.shape, entry, state, addresses) for entry in values]
    entries = [entry for entry in entries if entry is not None]
    section.label(entries)
    section.settle(entries)
    return entries


def _cleared(shape: Shape, value: Any, state: State, addresses: Mapping[str, str]) -> Any:
    """The value without names of what is not there; None where it cannot be without."""
    if isinstance(shape, Name):
        name = addresses.get(value, value) if shape.section == "accounts" else value
        if not name or name in _names(shape.section, state):
            return name
        return "" if shape.empty else None
    if isinstance(shape, Many):
        found = [_cleared(shape.of, each, state, addresses) for each in value]
        return [each for each in found if each is not None]
    if isinstance(shape, Table):
        pairs = {_cleared(shape.keys, key, state, addresses): each for key, each in value.items()}
        return {key: _cleared(shape.of, each, state, addresses) for key, each in pairs.items() if key is not None}
    return _record(shape, value, state, addresses) if isinstance(shape, Record) else value


def _record(shape: Record, value: Entry, state: State, addresses: Mapping[str, str]) -> Entry | None:
    known = {key: each for key, each in value.items() if key in shape.fields}
    found = {key: _cleared(shape.fields[key].shape, each, state, addresses) for key, each in known.items()}
    gone = [key for key, each in found.items() if each is None and value[key] is not None]
    if shape.sparse:
        return {key: each for key, each in found.items() if key not in gone}
    return None if gone else value | found


def _names(key: str, state: State) -> set[str]:
    section = BY_KEY[key]
    assert isinstance(section, Rows)
    return {*section.also_known(None), *(str(entry[section.identity]) for entry in state.get(key, []))}
