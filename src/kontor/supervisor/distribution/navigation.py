"""Where it can be seen who is given what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "distribution",
            _("Distribution"),
            "supervisor:distribution:show",
            section="supervision",
            order=30,
            permission="routing.read",
            keywords="Verteilung nächste zwanzig Zuteilung wer warum distribution next twenty",
            icon="swap",
        )
    )
