"""Settings of sending."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference

DOMAIN_PLACES = Preference(
    "outbox.domain_places",
    int,
    default=5,
    levels=frozenset({SYSTEM}),
    label=_("Deliveries to one domain at the same time"),
    help=_("Some providers refuse mail from those who come with too many connections at once. 0 sets no limit."),
    minimum=0,
    maximum=100,
)
STORM_MINUTES = Preference(
    "outbox.storm_minutes",
    int,
    default=60,
    levels=frozenset({SYSTEM}),
    label=_("Minutes in which outgoing mails are counted"),
    help=_("For the two limits below, which protect customers and your good name from a fault or a stolen password."),
    minimum=1,
    maximum=1440,
)
STORM_MAILS = Preference(
    "outbox.storm_mails",
    int,
    default=3000,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("More outgoing mails than this are held back"),
    help=_("Supervisors are told and release or discard them. 0 sets no limit."),
    minimum=0,
    maximum=1_000_000,
)
STORM_AUTOMATIC = Preference(
    "outbox.storm_automatic",
    int,
    default=500,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("More automatic mails than this are held back"),
    help=_("Only the automatic ones; what people write still goes out. 0 sets no limit."),
    minimum=0,
    maximum=1_000_000,
)
