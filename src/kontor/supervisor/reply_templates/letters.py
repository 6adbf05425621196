"""The tab "As a letter": what a template's letters look like and where they go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kontor.channels.print_storage import checked_directory
from kontor.kernel.errors import Refused
from kontor.letters.domain.letter_templates import change_letter_template, letter_template_of
from kontor.letters.domain.samples import template_sample
from kontor.letters.domain.stylesheets import default_stylesheet, stylesheets_of
from kontor.letters.models import LetterTemplate, Stylesheet
from kontor.org.middleware import DeskRequest
from kontor.supervisor.reply_templates.access import READ, get_template
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.pdf.preview import answer_preview
from kontor.texts.domain.template_queries import languages_of
from kontor.texts.models import ReplyTemplate
from kontor.ui.conflict import Conflict, differences, version_to_show
from kontor.ui.mask import Mask

FOLDER = "supervisor/reply_templates"


class LetterForm(forms.Form):
    stylesheet: forms.ModelChoiceField[Stylesheet] = forms.ModelChoiceField(
        None, label=_("Stylesheet"), required=False, help_text=_("What its letters look like.")
    )
    output_directory = forms.CharField(
        label=_("Output directory"),
        max_length=200,
        required=False,
        help_text=_(
            "Below the tenant's folder for letters. Empty: the tenant's directory. What is handed over once a day "
            "has a batch of its own there."
        ),
    )
    information = forms.BooleanField(
        label=_("With information block"),
        required=False,
        help_text=_("Beside the address: number of the ticket, customer number, who handles it."),
    )
    enclosures = forms.CharField(
        label=_("Enclosures"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; they are listed under the text of every letter."),
    )

    def __init__(self, data: Any, *, saved: LetterTemplate) -> None:
        names = ("output_directory", "information", "enclosures")
        start = {name: getattr(saved, name) for name in names} | {"stylesheet": saved.stylesheet_id}
        super().__init__(data, initial=start)
        self.saved = saved
        tenant = saved.template.tenant
        default = default_stylesheet(tenant)
        field = cast("forms.ModelChoiceField[Stylesheet]", self.fields["stylesheet"])
        field.queryset = stylesheets_of(tenant)
        words = _("The tenant's default: “%(name)s”") % {"name": default.name} if default else _("Kontor's own layout")
        field.empty_label = str(words)

    def clean_output_directory(self) -> str:
        try:
            return checked_directory(self.cleaned_data["output_directory"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    @property
    def version(self) -> int:
        """Of the row as it is now; the template says it in ``letter_version``."""
        return self.saved.version

    @property
    def entered_version(self) -> int:
        """The version the person had in front of them."""
        posted = str(self.data.get("letter_version", ""))
        return int(posted) if posted.isdecimal() and len(posted) < 10 else -1

    @property
    def shown_version(self) -> int:
        return version_to_show(self, entered=self.entered_version, saved=self.version)


def letter_form(request: HttpRequest, template: ReplyTemplate, data: Any, files: Any) -> LetterForm:
    return LetterForm(data, saved=letter_template_of(template))


def letter_context(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    return {"letter_preview_url": reverse("supervisor:reply_templates:letter-preview", args=[mask.thing.pk])}


def save_letter(request: DeskRequest, mask: Mask) -> Conflict | None:
    form = cast(LetterForm, mask.form)
    if form.entered_version != form.version:
        return Conflict(differences(form))
    values, template = form.cleaned_data, mask.thing
    saves(form, lambda: change_letter_template(template, **values, version=form.version, by=request.user))
    return None


@require_POST
def preview(request: DeskRequest, template_id: int) -> HttpResponse:
    """The template as a letter to a made-up customer, with what stands in the form. Nothing is saved."""
    template = get_template(request, template_id, may=READ)
    form = LetterForm(request.POST, saved=letter_template_of(template))
    form.is_valid()
    entered = form.cleaned_data
    language = next(iter(languages_of(template)), template.tenant.language)
    chosen = entered.get("stylesheet")
    sheet = template_sample(template, language, css=chosen.css if chosen else None)
    enclosures = tuple(line.strip() for line in entered.get("enclosures", "").splitlines() if line.strip())
    information = sheet.information if entered.get("information") else ()
    return answer_preview(request, replace(sheet, enclosures=enclosures, information=information))
