"""The desk's places in rail, menu and palette."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontor.desk.contacts.making import may_enter_for
from kontor.desk.phone.shown import draw_panel, draw_sign
from kontor.desk.phone.switch import is_on
from kontor.ui.context import provide_beside
from kontor.ui.navigation import Place, Section, provide_jump, register_places, register_section


def register() -> None:
    register_section(Section("desk", _("Desk"), icon="inbox", order=10))
    register_places(
        Place(
            "inbox",
            _("Inbox"),
            "desk:home",
            section="desk",
            permission="desk.access",
            icon="inbox",
            order=10,
            keywords="Posteingang inbox desk Anfragen",
            hotkey="g i",
        ),
        Place(
            "upcoming",
            _("Next in line"),
            "desk:upcoming:list",
            section="desk",
            permission="tickets.take",
            icon="list",
            order=20,
            keywords="Als Nächstes nächste zwanzig Zuteilung warum upcoming next twenty why",
            hotkey="g a",
        ),
        Place(
            "clearance",
            pgettext_lazy("clearance", "Release"),
            "desk:clearance:list",
            section="desk",
            permission="answers.release",
            icon="check",
            order=30,
            keywords="Freigabe Freigaben freigeben Vier Augen clearance release four eyes",
            hotkey="g f",
        ),
        Place(
            "find",
            _("Tickets"),
            "desk:inbox:find",
            section="desk",
            permission="desk.access",
            icon="search",
            order=38,
            keywords="Anfragen suchen finden search find tickets",
            seeks="q",
        ),
        Place(
            "contacts",
            _("Contacts"),
            "desk:contacts:list",
            section="desk",
            permission="contacts.read",
            icon="person",
            order=40,
            keywords="Kontakte Kunden contacts customers",
            hotkey="g k",
            seeks="q",
        ),
        Place(
            "notices",
            _("Notices"),
            "desk:notices:list",
            section="desk",
            permission="desk.access",
            icon="bell",
            order=50,
            keywords="Hinweise notices",
            hotkey="g h",
        ),
        Place(
            "my-figures",
            _("My figures"),
            "desk:figures:show",
            section="desk",
            permission="desk.access",
            icon="report",
            order=60,
            keywords="Meine Zahlen Statistik beantwortet abgeschlossen my figures statistics answered closed",
            hotkey="g y",
        ),
        Place(
            "my-reviews",
            _("My reviewed answers"),
            "desk:reviews:list",
            section="desk",
            permission="desk.access",
            icon="check",
            keywords="Stichproben Bewertungen Punkte reviews quality samples score",
            command=True,
            stands_alone=True,
        ),
        Place(
            "new-process",
            _("New process"),
            "desk:new:begin",
            section="desk",
            permission="tickets.create",
            icon="plus",
            keywords="Neuer Vorgang schreiben new process write mail",
            hotkey="g v",
            command=True,
            stands_alone=True,
        ),
        Place(
            "new-contact",
            _("New contact"),
            "desk:contacts:new",
            section="desk",
            permission="contacts.write",
            icon="person",
            keywords="Neuer Kontakt anlegen Kunde new contact customer",
            command=True,
            when=_may_enter_contacts,
        ),
        Place(
            "call",
            _("Place a call"),
            "desk:phone:dial",
            section="desk",
            permission="calls.place",
            icon="phone",
            keywords="anrufen Anruf Telefon telefonieren wählen call dial phone",
            hotkey="g t",
            command=True,
            stands_alone=True,
            takes="number",
            when=is_on,
        ),
        Place(
            "next-ticket",
            _("Next ticket"),
            "desk:inbox:next",
            section="desk",
            permission="tickets.take",
            keywords="Nächste Anfrage next ticket take",
            hotkey="g n",
            command=True,
            post=True,
        ),
    )
    provide_jump("desk:ticket:show")
    provide_beside(draw_sign, draw_panel)


def _may_enter_contacts(request: HttpRequest) -> bool:
    """Whoever may not see them afterwards is not led there."""
    access = getattr(request, "access", None)
    return bool(access and may_enter_for(access))
