"""Example pages: every component once, with believable content, for the tests of the frame."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from kontor.kernel.errors import Refused
from kontor.ui.htmx import message, redirect
from kontor.ui.inheritance import Inherited
from kontor.ui.listing import Action, Choice, Column, Listing, Number, Text, selected
from kontor.ui.mask import Tab, open_mask, register_tab
from tests.ui.site.rows import COMPANIES, Company, Rows

YES_NO = (("True", "bereit"), ("False", "etwas fehlt"))

LISTING = Listing(
    "companies",
    "Mandanten",
    columns=(
        Column("name", "Name", sort="name", filter=Text(), fixed=True, template="site/_name.html"),
        Column("description", "Beschreibung", sort="description", filter=Text(), wide=True),
        Column("channels", "Kanäle", template="site/_channels.html"),
        Column("groups", "Gruppen", sort="groups", filter=Number(), figure=True),
        Column("active", "Einsatz", sort="active", filter=Choice(choices=YES_NO), template="site/_active.html"),
        Column("code", "Kürzel", sort="code", visible=False),
    ),
    link=lambda company: reverse("edit", args=[company.pk, "general"]),
    colour=lambda company: company.colour,
    actions=(Action("Löschen", "delete", icon="trash", confirm="Die gewählten Mandanten löschen?"),),
)


class GeneralForm(forms.Form):
    name = forms.CharField(label="Name", max_length=40, help_text="So sehen Ihre Kunden den Mandanten.")
    code = forms.CharField(label="Kürzel", required=False)
    kind = forms.ChoiceField(label="Sprache", choices=[("de", "Deutsch"), ("en", "Englisch")])
    text = forms.CharField(label="Beschreibung", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    active = forms.BooleanField(label="In Betrieb", required=False, help_text="Ohne Haken kommt nichts mehr herein.")
    channels = forms.MultipleChoiceField(
        label="Kanäle",
        choices=[("mail", "E-Mail"), ("phone", "Telefon"), ("letter", "Brief")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class SettingsForm(forms.Form):
    level = forms.ChoiceField(label="Servicelevel", choices=[("8", "8 Stunden"), ("24", "24 Stunden")], required=False)
    copy = forms.ChoiceField(
        label="CC-Adressen in den Antwortvorschlag übernehmen", choices=[("n", "Nein"), ("y", "Ja")], required=False
    )


def general(request: HttpRequest, thing: Company, data: Any, files: Any) -> GeneralForm:
    start = {
        "name": thing.name,
        "code": thing.code,
        "kind": "de",
        "channels": list(thing.channels),
        "active": thing.active,
    }
    return GeneralForm(data, files, initial=start)


def own(request: HttpRequest, thing: Company, data: Any, files: Any) -> SettingsForm:
    return SettingsForm(data, files, initial={"level": "8", "copy": "n"})


register_tab("company", Tab("general", "Allgemein", form=general, order=10))
register_tab("company", Tab("settings", "Einstellungen", form=own, order=20, template="site/_settings.html"))
register_tab(
    "company", Tab("history", "Verlauf", order=30, template="site/_history.html", visible=lambda thing: thing.pk != 3)
)


def companies(request: HttpRequest) -> HttpResponse:
    rows = [] if "empty" in request.GET else COMPANIES * (20 if "many" in request.GET else 1)
    context = {
        "new_url": "/new/",
        "restore_url": "/restore/",
        "empty_title": "Noch kein Mandant",
        "empty_text": "Legen Sie den ersten an.",
    }
    return LISTING.answer(request, cast("QuerySet[Any]", Rows(rows)), "site/list.html", context)


def delete(request: HttpRequest) -> HttpResponse:
    message(request, f"{len(selected(request))} gelöscht.", undo_url="/rows/")
    return redirect(request, reverse("list"))


def new(request: HttpRequest) -> HttpResponse:
    """What is made stands in the list, or has a page of its own where it has a code."""
    mask = open_mask("company", request, Company(0, "", "", 1), "general", url=lambda _key: reverse("new"))
    if mask.is_posted and mask.form and mask.form.is_valid():
        own = mask.form.cleaned_data["code"]
        return redirect(request, reverse("made-one", args=[5]) if own else reverse("made"))
    return mask.answer(request, "site/edit.html")


def edit(request: HttpRequest, number: int, tab: str) -> HttpResponse:
    company = next(item for item in COMPANIES if item.pk == number)
    mask = open_mask("company", request, company, tab, url=lambda key: reverse("edit", args=[number, key]))
    context = {
        "mask_colour": company.colour,
        "level_origin": Inherited(True, "24 Stunden", "System", why="Gilt, wenn die Kategorie nichts anderes sagt."),
        "copy_origin": Inherited(False, "Nein", "System"),
    }
    if mask.is_posted and mask.form and mask.form.is_valid():
        conflict = mask.conflict(company.version)
        if not conflict:
            return mask.saved(request)
        return mask.answer(request, "site/edit.html", context, conflict=conflict)
    return mask.answer(request, "site/edit.html", context)


class LongForm(forms.Form):
    places = forms.MultipleChoiceField(
        label="Orte",
        choices=[*((str(number), f"Ort {number}") for number in range(13)), ("13", "Lübeck")],
        widget=forms.CheckboxSelectMultiple,
    )


def long_choice(request: HttpRequest) -> HttpResponse:
    form = LongForm()
    if "one" in request.GET:
        form.fields["places"].widget = forms.RadioSelect(choices=form.fields["places"].choices)  # type: ignore[attr-defined]
    return render(request, "site/long.html", {"form": form})


def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm({"name": "a.lorenz", "word": ""} if "wrong" in request.GET else None)
    return render(request, "site/sign_in.html", {"form": form})


class SignInForm(forms.Form):
    name = forms.CharField(label="Benutzername")
    word = forms.CharField(
        label="Kennwort", widget=forms.PasswordInput, error_messages={"required": "Geben Sie Ihr Kennwort ein."}
    )


def rows(request: HttpRequest, number: int = 0) -> HttpResponse:
    return render(request, "site/rows.html", {"companies": COMPANIES, "person": SimpleNamespace()})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """One change, one call to load everything again, then the end."""
    said = [b": open\n\n", b'data: {"kind": "ticket", "id": 7}\n\n', b"event: reload\ndata: {}\n\n"]
    return StreamingHttpResponse(said, content_type="text/event-stream")


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("Diese Anfrage ist schon abgeschlossen.")
