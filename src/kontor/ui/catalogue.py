"""A page of all components, for whoever builds screens: ``/ui/``, while ``KONTOR_DEBUG`` is on.

Each style sheet in ``css/components`` has a section of its name, a template in ``templates/ui/catalogue``. What stands
in them is made up; words that a reader sees are those of the screens.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kontor.kernel import clock
from kontor.ui.charts import Bands, Column, Columns, Limit, Line, Lines, Part, Row, Slice
from kontor.ui.inheritance import Inherited

SHEETS = Path(__file__).parent / "static" / "ui" / "css" / "components"
ICONS = Path(__file__).parent / "static" / "ui" / "icons.svg"
FILLER = "Lorem ipsum dolor sit amet."
TENANTS = [
    SimpleNamespace(name=name, code=code, colour=colour)
    for colour, (name, code) in enumerate(
        [("Alpina Touren", "AT"), ("Brandt Fahrräder", "BF"), ("Hansekontor Tee", "HT"), ("Klangwerk Lübeck", "KL"),
         ("Möbelhaus Osten", "MO"), ("Nordlicht Versand", "NV"), ("Stadtgrün Energie", "SE"), ("Weserstift", "WS"),
         ("Zahnrad Film", "ZF"), ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "DDSE"),
         ("Kontor am Fluss", "KF"), ("Hafenrundfahrt", "HR")],
        start=1,
    )
]  # fmt: skip


class EveryField(forms.Form):
    """One field of each kind, one of them with an error."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As customers and agents know the company."))
    code = forms.CharField(label=_("Short code"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("de", "Deutsch"), ("en", "English")])
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    active = forms.BooleanField(label=_("In use"), required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=[("mail", _("E-mail")), ("phone", _("Phone")), ("letter", _("Letter"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("a", _("Reply")), ("b", _("Letter"))], widget=forms.RadioSelect, required=False
    )
    inherited = forms.CharField(label=_("Service level"), required=False)
    own = forms.CharField(label=_("Business hours"), required=False)


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component once, in the states it has."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/catalogue.html", {"components": components(), "icons": icons(), **_content()})


catalogue.public = True  # type: ignore[attr-defined]


def components() -> list[str]:
    return sorted(sheet.stem for sheet in SHEETS.glob("*.css"))


def icons() -> list[str]:
    marks = ICONS.read_text(encoding="utf-8").split('id="i-')[1:]
    return sorted(mark.partition('"')[0] for mark in marks)


def _content() -> dict[str, Any]:
    form = EveryField({"name": "", "language": "de", "channels": ["mail"], "kind": "a", "own": "8–18"})
    form.is_valid()
    now = clock.now()
    return {
        "form": form,
        "filler": FILLER,
        "formatted": f"<p><strong>{FILLER}</strong></p>",
        "svg": ICONS.name,
        "tenants": TENANTS,
        "tenant": TENANTS[5],
        "inherited": Inherited(False, "24 h", "System", why="24 h"),
        "own": Inherited(True, "24 h", "System"),
        "times": [now - timedelta(minutes=3), now - timedelta(days=1), now - timedelta(days=400)],
        "dues": [(now + timedelta(hours=5), now + timedelta(hours=4)), (now + timedelta(minutes=40), now),
                 (now - timedelta(hours=2), now - timedelta(hours=3)), (None, None)],
        "levels": ["success", "info", "near"],
        "tables": ["table--compact", "table--inset", "table--names", "table--stacked"],
        "pieces": [SimpleNamespace(kind="", text="24 "), SimpleNamespace(kind="removed", text="8"),
                   SimpleNamespace(kind="added", text="4")],
        "charts": _charts(),
    }  # fmt: skip


def _charts() -> list[tuple[str, Bands | Columns | Lines]]:
    parts = (Part("d1", _("today")), Part("d2", _("yesterday")), Part("over", _("overdue")))
    rows = [
        Row(tenant.name, [Slice(30 - 4 * place), Slice(8), Slice(place)], tenant=tenant)
        for place, tenant in enumerate(TENANTS[:3])
    ]
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    begin, hours = now - timedelta(hours=8), [now - timedelta(hours=8 - hour) for hour in range(9)]
    lines = [
        Line(TENANTS[0].name, [(hour, 12 + place * place % 7) for place, hour in enumerate(hours)], colour=1),
        Line(TENANTS[5].name, [(hour, 4 + 2 * place) for place, hour in enumerate(hours)], colour=6),
        Line(_("yesterday"), [(hour, 9) for hour in hours], before=True),
    ]
    columns = [Column(str(8 + place), (4 + place, 9 - place, place % 3)) for place in range(9)]
    return [
        ("bands", Bands(_("Open by age"), parts, rows, unit=_("tickets"), first_column=_("Tenant"))),
        ("lines", Lines(_("Open"), begin, now, lines, unit=_("tickets"), limit=Limit(18, "18"))),
        ("columns", Columns(_("Calls"), parts, columns, unit=_("tickets"), first_column=_("Time"))),
    ]
