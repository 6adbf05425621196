"""The form of a template's content in one language."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.supervisor.library.links import picture_address
from kontor.supervisor.rules.languages import LANGUAGES
from kontor.texts.domain.documents import Content
from kontor.texts.domain.rendering import PLAIN_LAYOUT
from kontor.texts.domain.template_queries import content_in, languages_of
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.ui.rich_text import RichTextArea, RichTextField

_DESIGNED = re.compile(
    r"<(?:div|section|header|footer|center|font|span|small)\b|\s(?:style|class|bgcolor|align)=", re.IGNORECASE
)
SOURCE = "source"


class SubjectForm(forms.Form):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=400,
        required=False,
        help_text=_("Left empty, the subject of the conversation stays."),
        widget=forms.TextInput(attrs={"data-insert-here": ""}),
    )


class ContentForm(forms.Form):
    html = RichTextField(label=_("Text"), required=False, max_length=200_000)
    text = forms.CharField(
        label=_("Own plain text"),
        required=False,
        max_length=200_000,
        help_text=_("For mail programs and accounts without formatting. Left empty, it is made from the text above."),
        widget=forms.Textarea(attrs={"rows": 4, "data-insert-here": "", "data-behaviour": "autosize"}),
    )

    def content(self) -> Content:
        """For a valid form."""
        return Content(self.cleaned_data.get("subject", ""), self.cleaned_data["html"], self.cleaned_data["text"])


class MailContentForm(SubjectForm, ContentForm):
    field_order = ("subject", "html", "text")


class SourceField(forms.CharField):
    widget = forms.Textarea


class StyleForm(forms.Form):
    """A style is CSS."""

    text = forms.CharField(
        label=_("Style (CSS)"),
        required=False,
        max_length=60_000,
        help_text=_("Written into the mail when it is sent. Nothing may be fetched: no url(), no @import, no fonts."),
        widget=forms.Textarea(
            attrs={"rows": 16, "class": "control--code", "spellcheck": "false", "data-behaviour": "autosize"}
        ),
    )

    def content(self) -> Content:
        """For a valid form."""
        return Content(text=self.cleaned_data["text"])


def content_form(request: HttpRequest, template: ReplyTemplate, data: Any, files: Any) -> forms.Form:
    """For the language of the address; with ``?source=1`` the HTML itself."""
    language = language_of(request, template)
    saved = content_in(template, language)
    start = {"subject": saved.subject, "html": saved.html or _beginning(template), "text": saved.text}
    if template.part == IncludePart.STYLE:
        return StyleForm(data, initial=start)
    kind = ContentForm if template.kind == TemplateKind.INCLUDE else MailContentForm
    form = kind(data, initial=start)
    form.fields["html"].widget = RichTextArea(language=language, library=picture_address())
    if shows_source(request, template):
        form.fields["html"] = _source_field()
    return form


def _beginning(template: ReplyTemplate) -> str:
    """A layout begins as the plain one, with the places for letterhead, text and footer."""
    return PLAIN_LAYOUT if template.part == IncludePart.LAYOUT else ""


def language_of(request: HttpRequest, template: ReplyTemplate) -> str:
    """The one of the address, else one that is asked for, else the first that has a text, else the tenant's."""
    named = request.resolver_match.kwargs.get("language") if request.resolver_match else ""
    asked = request.GET.get("language", "")
    if named or asked in LANGUAGES:
        return str(named or asked)
    return next(iter(languages_of(template)), template.tenant.language)


def is_designed(html: str) -> bool:
    """It holds what the editor does not know and would leave out: boxes, styles, measures."""
    return bool(_DESIGNED.search(html))


def shows_source(request: HttpRequest, template: ReplyTemplate) -> bool:
    """The HTML itself is edited: on demand, in layouts, and where the editor would lose the design."""
    if template.part == IncludePart.STYLE:
        return False
    if template.part == IncludePart.LAYOUT or SOURCE in request.GET or request.POST.get(SOURCE):
        return True
    return is_designed(content_in(template, language_of(request, template)).html)


def _source_field() -> forms.CharField:
    return SourceField(
        label=_("Text (HTML)"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(
            attrs={
                "rows": 14,
                "class": "control--code",
                "spellcheck": "false",
                "data-insert-here": "",
                "data-behaviour": "autosize",
            }
        ),
    )
