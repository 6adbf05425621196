"""Where the audit log stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import SYSTEM
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "audit",
            _("Audit log"),
            "supervisor:audit:log",
            section="administration",
            group=SYSTEM,
            order=290,
            permission="audit.read",
            keywords="Änderungsprotokoll Protokoll audit log changes",
            icon="clock",
        )
    )
