"""Two tenants, or a tenant and a file, side by side: what is different, as the way from the first to the second."""

from __future__ import annotations

from kontor.tenant_files.domain.planning import Step, steps_between
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.state import State, state_of
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

OWN = ("name", "code", "colour", "description")
"""What every tenant has of its own: no difference in the configuration."""


def diff(first: Tenant, second: Tenant) -> list[Step]:
    """What would have to happen to the first to be configured like the second; name and short code aside.

    Secrets are not compared, only whether there is one. Enters the scopes of the two, one after the other.
    """
    return compare(side_of(first), side_of(second))


def compare(first: State, second: State) -> list[Step]:
    """The same for two sides; what one of them does not speak of is no difference."""
    both = first.keys() & second.keys()
    return steps_between(first, {key: value for key, value in second.items() if key in both})


def side_of(tenant: Tenant) -> State:
    with scope(tenant.pk):
        return _comparable(state_of(tenant))


def side_of_file(raw: bytes | str) -> State:
    """BadFile for one with mistakes."""
    return _comparable(dict(read(raw).sections))


def _comparable(state: State) -> State:
    state["tenant"] = {key: value for key, value in state["tenant"].items() if key not in OWN}
    return state
