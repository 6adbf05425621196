"""Where quality samples stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.answers.rules import REVIEW
from kontor.supervisor.navigation import ANSWERS
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "quality",
            _("Quality samples"),
            "supervisor:quality:list",
            section="administration",
            group=ANSWERS,
            order=188,
            permission=REVIEW,
            keywords="Stichproben Qualität Bewertung quality samples review score",
            icon="check",
        )
    )
