"""Where received and held mail stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import INCOMING
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "arrivals",
            _("Received mail"),
            "supervisor:arrivals:list",
            section="administration",
            group=INCOMING,
            order=310,
            permission="intake.read",
            keywords="Empfangene Mails Eingang Protokoll ledger received mail",
            icon="inbox",
        ),
        Place(
            "held-mail",
            _("Held mail"),
            "supervisor:arrivals:held",
            section="administration",
            group=INCOMING,
            order=320,
            permission="intake.read",
            keywords="Zurückgehaltene Mails held mail quarantine",
            icon="paused",
        ),
        Place(
            "journeys",
            _("Trace a mail"),
            "supervisor:arrivals:journeys",
            section="administration",
            group=INCOMING,
            order=325,
            permission="intake.read",
            keywords="Mail suchen Message-ID Weg einer Mail Verbleib journey trace find mail",
            icon="search",
        ),
        Place(
            "shadow",
            _("Read earlier mail anew"),
            "supervisor:arrivals:shadow",
            section="administration",
            group=INCOMING,
            order=330,
            permission="intake.decide",
            keywords="Schatten Schattenlauf Parser neu lesen shadow reread",
            icon="refresh",
        ),
    )
