"""Telephone systems: the lines are up, and tenants and people can telephone over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kontor.calls.domain.connection_tests import server_of
from kontor.calls.domain.phone_systems import served_tenants
from kontor.calls.enums import Connector, LinkState
from kontor.calls.models import DialledNumber, PhoneDevice, PhoneLink, PhoneSystem, TenantTelephony, Trunk
from kontor.calls.preferences import INTEGRATION
from kontor.channels.connection_test import State
from kontor.channels.errors import sentence_of
from kontor.channels.telephony.connection_test import check_asterisk
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.org.models import Membership
from kontor.preferences.domain.system import system_values
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

PLACE = "Administration, System, Telephone systems"
NAMED = 8


@dataclass(frozen=True)
class Line:
    """What there is to say about a telephone system, read in one scope."""

    system: PhoneSystem
    link: PhoneLink
    served: list[str]
    alike: list[str]
    trunks_of_nobody: list[str]
    has_numbers: bool


def check_calls() -> Iterator[Finding]:
    """Signs in to each Asterisk that is in use; nobody is called. Networks are talked to outside any scope."""
    with scope(INSTALLATION, *every_tenant()):
        on = INTEGRATION.get(system_values())
        lines = [_line(system) for system in PhoneSystem.objects.active().order_by("sort_key")] if on else []
        others = list(_about_tenants_and_people()) if lines else []
    if not on:
        yield good("The call integration is switched off.")
    elif not lines:
        yield warning("The call integration is on, and there is no telephone system in use.", f"{PLACE}: New")
    for line in lines:
        yield from _about(line)
    yield from others


def _line(system: PhoneSystem) -> Line:
    dialling = (
        TenantTelephony.objects.filter(system=system, prefix="", postfix="")
        .order_by("tenant__sort_key")
        .select_related("tenant")
    )
    alike = [row.tenant.name for row in dialling]
    nobodys = Trunk.objects.filter(system=system, tenant=None, active=True)
    return Line(
        system=system,
        link=PhoneLink.objects.filter(system=system).first() or PhoneLink(system=system),
        served=[tenant.name for tenant in served_tenants(system)],
        alike=alike if TenantTelephony.objects.filter(system=system).count() > 1 else [],
        trunks_of_nobody=[trunk.name for trunk in nobodys],
        has_numbers=DialledNumber.objects.filter(system=system).exists(),
    )


def _about(line: Line) -> Iterator[Finding]:
    yield from _asterisk(line) if line.system.connector == Connector.ASTERISK else _push(line)
    name = line.system.name
    if not line.served:
        yield warning(f"The telephone system {name} serves no tenant.", f"{PLACE}: choose its tenants.")
    if line.alike:
        yield warning(
            f"At {name} these dial without prefix and postfix: {_named(line.alike)}.",
            "All of them show the same number. Give each tenant its prefix, in its mask: Call Connector App.",
        )
    if line.trunks_of_nobody and not line.has_numbers:
        yield warning(
            f"At {name} these trunks belong to no tenant, and no dialled number does: {_named(line.trunks_of_nobody)}.",
            f"Calls that come in over them are held. {PLACE}: Trunks, Numbers",
        )


def _asterisk(line: Line) -> Iterator[Finding]:
    system, link = line.system, line.link
    steps = check_asterisk(server_of(system), system.context)
    if failed := next((step for step in steps if step.state == State.FAILED), None):
        yield bad(f"The telephone system {system.name}: {failed.sentence}", f"{PLACE}: test the connection")
    elif link.state == LinkState.UP:
        yield good(f"The telephone system {system.name} is connected; last event: {_moment(link)}.")
    else:
        why = f" {sentence_of(link.error_kind, link.error_values)}" if link.error_kind else ""
        yield bad(
            f"The telephone system {system.name} lets Kontor in, but no worker holds the line.{why}",
            "Check that a worker is running (kontor serve, kontor worker).",
        )


def _push(line: Line) -> Iterator[Finding]:
    system, link = line.system, line.link
    if not system.token_hash:
        yield bad(f"The telephone system {system.name} has no token: its events are refused.", f"{PLACE}: make a token")
    elif link.event_at is None:
        yield warning(f"The telephone system {system.name} has never posted an event.", "Check its address there.")
    else:
        yield good(f"The telephone system {system.name} posts events; the last one: {_moment(link)}.")
    if link.refused:
        yield warning(f"Refused events of {system.name}: {link.refused}.", f"{PLACE}: State")


def _about_tenants_and_people() -> Iterator[Finding]:
    have_phones = PhoneDevice.objects.filter(system__deleted_at=None).values("user")
    agents = Membership.objects.filter(user__deleted_at=None, user__active=True, agent_group__deleted_at=None)
    without = sorted(set(agents.exclude(user__in=have_phones).values_list("user__name", flat=True)))
    if without:
        yield warning(
            f"Agents without a phone: {len(without)} ({_named(without)}).",
            "Administration, Users: Phones, if they telephone.",
        )
    else:
        yield good("All agents have a phone.")


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _moment(link: PhoneLink) -> str:
    return f"{link.event_at:%Y-%m-%d %H:%M} UTC" if link.event_at else "none yet"
