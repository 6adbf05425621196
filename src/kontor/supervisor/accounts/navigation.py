"""Where mail accounts stand in the menu, and the tabs of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.accounts.tabs import register_tabs
from kontor.supervisor.navigation import SYSTEM
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "accounts",
            _("Incoming accounts"),
            "supervisor:accounts:list",
            section="administration",
            group=SYSTEM,
            order=240,
            permission="accounts.read",
            keywords="Konten Eingangskonten Postfächer accounts mailboxes IMAP POP3",
            icon="mail",
        ),
        Place(
            "system-accounts",
            _("System accounts"),
            "supervisor:accounts:system",
            section="administration",
            group=SYSTEM,
            order=250,
            permission="accounts.read",
            keywords="Konten Systemkonten Antwortkonto 2nd-Level-Antwort accounts",
            icon="mail",
        ),
        Place(
            "new-account",
            _("Create incoming account"),
            "supervisor:accounts:new",
            section="administration",
            permission="accounts.write",
            keywords="Eingangskonto anlegen create account Neu",
            icon="plus",
            command=True,
        ),
    )
