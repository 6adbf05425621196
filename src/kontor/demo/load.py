"""Fills an empty database with the demo: two companies, their people, some hundred tickets."""

from __future__ import annotations

from django.utils import translation

from kontor.demo.calls import build_calls, tell_calls
from kontor.demo.content.organization import ADMINISTRATOR, CUSTOMERS, PASSWORD, PEOPLE, TENANTS
from kontor.demo.letters import build_letters
from kontor.demo.mailserver.place import prepare
from kontor.demo.organization import build_organization
from kontor.demo.outside import build_outside, outside_mailboxes, system_addresses
from kontor.demo.paper import write_letter
from kontor.demo.samples import write_samples
from kontor.demo.scans import build_scans
from kontor.demo.texts import write_texts
from kontor.demo.tickets import write_tickets

TICKETS_PER_TENANT = 150


def load_demo() -> None:
    """Build everything with the verbs that people use, and write the tickets of the last weeks."""
    place = prepare()
    place.add_mailboxes(_mailboxes())
    with translation.override("de"):
        built = build_organization(place)
        build_outside(built, place)
        system = build_calls(built)
        for tenant in built:
            write_texts(tenant)
            write_tickets(tenant, TICKETS_PER_TENANT)
        tell_calls(system, built)
        for tenant in built:
            write_samples(tenant)
        build_letters(built)
        build_scans(built[0])
        write_letter(built[0])


def sign_ins() -> list[str]:
    """Who can sign in, for the terminal."""
    names = ", ".join(f"{person.username} ({person.name}, {person.role})" for person in [*PEOPLE, ADMINISTRATOR])
    return [
        f"Sign in as {names}.",
        f"The password of all of them is {PASSWORD}. Be a customer at /demo/mailbox/.",
    ]


def _mailboxes() -> list[str]:
    ours = [*(tenant.address for tenant in TENANTS), *system_addresses()]
    return [*ours, *(address for _name, address in CUSTOMERS), *outside_mailboxes()]
