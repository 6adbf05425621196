"""Where the file library stands in the menu, and the tab of its mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.library.access import READ, WRITE
from kontor.supervisor.library.forms import FILE_MASK, file_form
from kontor.supervisor.navigation import ANSWERS
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(FILE_MASK, Tab("general", _("General"), file_form, 10, "supervisor/library/_general.html"))
    register_places(
        Place(
            "library",
            _("File library"),
            "supervisor:library:list",
            section="administration",
            group=ANSWERS,
            order=174,
            permission=READ,
            keywords="Dateien Bibliothek Anhänge Bilder library files pictures attachments Logo",
            icon="clip",
        ),
        Place(
            "new-library-file",
            _("Put a file into the library"),
            "supervisor:library:new",
            section="administration",
            permission=WRITE,
            keywords="Datei hochladen upload file picture Bild Logo Neu",
            icon="plus",
            command=True,
        ),
    )
