"""Settings of sign-in and tenant choice, and the chain a person's settings are looked up in."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy as _

from kontor.audit.domain.reasons import DEEDS
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import SYSTEM, TENANT, USER, Holder, Preference

SIGN_IN_FOR_ALL = Preference(
    "org.sign_in_for_all",
    bool,
    default=True,
    levels=frozenset({SYSTEM, USER}),
    label=_("Agents may sign in for all their tenants at once"),
    help=_("If not, an agent of several tenants chooses one of them at each sign-in."),
)

IDLE_TIMEOUT = Preference(
    "org.idle_timeout",
    int,
    default=60,
    levels=frozenset({SYSTEM}),
    label=_("Sign out after this many minutes without activity"),
    help=_("0 never signs out. Tickets of a person who is signed out return to the queue; drafts stay."),
    minimum=0,
    maximum=1440,
)

KEEP_AUDIT_MONTHS = Preference(
    "org.keep_audit_months",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Keep the audit log for this many months"),
    help=_("0 keeps it for good. Older entries leave every night; what stays can still be checked without a gap."),
    minimum=0,
    maximum=240,
)

REASONS = Preference(
    "org.reasons",
    list,
    default=[],
    levels=frozenset({SYSTEM}),
    label=_("Ask for a reason"),
    help=_("Whoever does one of these is asked why. The reason stands in the audit log; without one nothing is done."),
    choices={name: deed.label for name, deed in DEEDS.items()},
)


def person_chain(user: User) -> tuple[Holder, ...]:
    """The holders of a person's settings, far to near."""
    return (cast(Holder, system_values()), cast(Holder, user))
