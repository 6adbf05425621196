"""Where held outgoing mail stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import SYSTEM
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "held-outgoing",
            _("Held outgoing mail"),
            "supervisor:outgoing:list",
            section="administration",
            group=SYSTEM,
            order=340,
            permission="deliveries.read",
            keywords="Zurückgehaltene ausgehende Mails Versand Sturm Schutz outgoing held storm guard",
            icon="paused",
        ),
    )
