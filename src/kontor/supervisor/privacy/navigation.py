"""Where privacy stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import PRIVACY
from kontor.supervisor.privacy.access import READ
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "erasures",
            _("Erasures"),
            "supervisor:privacy:list",
            section="administration",
            group=PRIVACY,
            order=300,
            permission=READ,
            keywords="Löschung Löschen Datenschutz DSGVO Bescheinigung erasure privacy GDPR certificate",
            icon="trash",
        ),
        Place(
            "retention",
            _("Retention"),
            "supervisor:privacy:tenants",
            section="administration",
            group=PRIVACY,
            order=301,
            permission=READ,
            keywords="Aufbewahrung Frist Löschfrist Probelauf retention dry run",
            icon="clock",
        ),
        Place(
            "holds",
            _("Legal holds"),
            "supervisor:privacy:holds",
            section="administration",
            group=PRIVACY,
            order=302,
            permission=READ,
            keywords="Löschsperre Sperre Aufbewahrungspflicht legal hold",
            icon="paused",
        ),
    )
