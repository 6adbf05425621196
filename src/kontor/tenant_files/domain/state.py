"""The configuration of a tenant as plain values, section by section."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from kontor.tenant_files.domain.section import Rows
from kontor.tenant_files.domain.sections import SECTIONS
from kontor.tenants.models import Tenant

State = dict[str, Any]
"""By the key of a section: its entries, or its fields."""


def state_of(tenant: Tenant, keys: Iterable[str] | None = None) -> State:
    """As it is now; of these sections only, if they are named. In the tenant's scope."""
    tenant = Tenant.objects.get(pk=tenant.pk)
    wanted = [section for section in SECTIONS if keys is None or section.key in keys]
    return {
        section.key: section.entries(tenant) if isinstance(section, Rows) else section.entry(tenant)
        for section in wanted
    }


def nothing_yet() -> State:
    """What a tenant has that is not there yet."""
    return {section.key: [] if isinstance(section, Rows) else {} for section in SECTIONS}


def fingerprint(state: State) -> str:
    """Another one as soon as anything is different."""
    return sha256(json.dumps(state, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
