"""Where letters and their batches stand in the menu, while letters are on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.letters.access import READ, switched_on
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "letters",
            _("Letters"),
            "supervisor:letters:list",
            section="supervision",
            order=42,
            permission=READ,
            keywords="Briefe Druck Post Zustellfehler gescheitert zurückrufen nachdrucken letters print recall reprint",
            icon="letter",
            when=switched_on,
        ),
        Place(
            "letter-batches",
            _("Print batches"),
            "supervisor:letters:batches",
            section="supervision",
            order=43,
            permission=READ,
            keywords="Stapel Druckstapel Sammelübergabe Deckblatt Porto batches print postage",
            icon="library",
            when=switched_on,
        ),
    )
