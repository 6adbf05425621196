"""Where greetings stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.greetings.access import READ
from kontor.supervisor.navigation import ANSWERS
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "greetings",
            _("Greetings"),
            "supervisor:greetings:list",
            section="administration",
            group=ANSWERS,
            order=176,
            permission=READ,
            keywords="Anreden Anrede greetings salutation Sehr geehrte",
            icon="person",
        ),
    )
