"""The settings of tickets, and the chain in which a ticket's settings are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext_lazy as _

from kontor.preferences.domain.system import system_values
from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, USER, Holder, Preference

if TYPE_CHECKING:
    from kontor.tickets.models import Ticket

REOPEN_DAYS = Preference(
    "tickets.reopen_days",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Open a closed ticket again when the customer writes within this many days"),
    help=_("Afterwards, and always with 0, the customer's mail becomes a new ticket of the same process."),
    minimum=0,
    maximum=365,
)
REMIND_INQUIRIES_AFTER = Preference(
    "tickets.remind_inquiries_after",
    int,
    default=48,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Remind people outside of an inquiry or a forward after this many hours"),
    help=_("From then on the ticket stands out as overdue. With 0 nobody is reminded and nothing is overdue."),
    minimum=0,
    maximum=720,
)
MOST_REMINDERS = Preference(
    "tickets.most_reminders",
    int,
    default=3,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Most reminders of one inquiry that are sent by themselves"),
    help=_("Agents may remind by hand at any time."),
    minimum=0,
    maximum=20,
)
PHONE_CLOSING_CODE = Preference(
    "calls.closing_code_required",
    bool,
    default=False,
    levels=frozenset({TENANT}),
    label=_("Phone tickets need a closing code"),
    help=_("In categories that have closing codes."),
)
"""Named as a setting of calls, among which it stands; here, because tickets are closed here."""


def ticket_chain(ticket: Ticket) -> tuple[Holder, ...]:
    """System, tenant, category: far to near."""
    return (cast(Holder, system_values()), cast(Holder, ticket.tenant), cast(Holder, ticket.category))


HIDE_EMPTY = Preference(
    "tickets.hide_empty",
    bool,
    default=False,
    levels=frozenset({USER}),
    label=_("Hide empty folders of categories"),
    register=False,
)
"""Chosen beside the folders: no form shows it."""
FAVORITES: Preference[list[int]] = Preference(
    "tickets.favorites",
    list,
    default=[],
    levels=frozenset({USER}),
    label=_("Categories whose folders stand first"),
    register=False,
)
"""Chosen below the folders, by the ids of categories."""
