"""Settings of readiness."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference

OFF = "off"
CANARY_EVERY = Preference(
    "readiness.canary_every",
    str,
    default=OFF,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Canary: a test mail through every account"),
    help=_(
        "Each incoming account that can send writes to itself, finds the mail in its mailbox and removes it. The board "
        "shows how long ago that went well; an alarm can be set on it. Nobody is given such a mail."
    ),
    choices={
        OFF: _("off"),
        "5": _("every 5 minutes"),
        "15": _("every 15 minutes"),
        "60": _("every hour"),
    },
)
