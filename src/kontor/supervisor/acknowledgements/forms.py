"""The form of an acknowledgement's text."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.answers.models import AcknowledgementText
from kontor.org.domain.category_queries import categories_to_choose, tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.acknowledgements.access import WRITE
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.tenants.models import Tenant

ACKNOWLEDGEMENT_MASK = "acknowledgement"
EVERY_CATEGORY = _("every category without a text of its own")


class TextForm(forms.Form):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("Placeholders: {number}, {subject}, {name}, {tenant}."),
        error_messages={"required": _("An acknowledgement needs a subject.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12, "data-behaviour": "autosize"}),
        help_text=_("Plain text with the same placeholders. Say when the customer can expect an answer."),
        error_messages={"required": _("An acknowledgement needs a text.")},
    )


class NewTextForm(TextForm):
    """``place`` is the tenant or one of its categories, written ``tenant-1`` or ``category-5``."""

    field_order = ("place", "language", "subject", "text")
    place = forms.ChoiceField(label=_("For"), help_text=_("It never changes."))
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Mails in this language get it; where there is none, that of the tenant's.")
    )

    def __init__(self, data: Any, *, access: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self._tenants = {tenant.pk: tenant for tenant in tenants_for(access, WRITE)}
        self._categories = {row.pk: row for row in categories_to_choose(tuple(self._tenants))}
        cast(forms.ChoiceField, self.fields["place"]).choices = self._places()
        names = zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True)
        cast(forms.ChoiceField, self.fields["language"]).choices = sorted(names, key=lambda pair: str(pair[1]))

    def place_chosen(self) -> tuple[Tenant, Category | None]:
        """For a valid form."""
        kind, _sign, key = self.cleaned_data["place"].partition("-")
        if kind == "tenant":
            return self._tenants[int(key)], None
        category = self._categories[int(key)]
        return self._tenants[category.tenant_id], category

    def _places(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        groups: list[tuple[str, list[tuple[str, Any]]]] = []
        for tenant in self._tenants.values():
            own = [row for row in self._categories.values() if row.tenant_id == tenant.pk]
            categories = [(f"category-{row.pk}", row.name) for row in own]
            groups.append((tenant.name, [(f"tenant-{tenant.pk}", EVERY_CATEGORY), *categories]))
        return groups


def text_form(request: HttpRequest, row: AcknowledgementText, data: Any, files: Any) -> TextForm:
    access = cast(DeskRequest, request).access
    if row.pk is None:
        given = {name: request.GET[name] for name in ("place", "language") if name in request.GET}
        return NewTextForm(data, access=access, initial=given)
    form = TextForm(data, initial={"subject": row.subject, "text": row.text})
    if not access.may(WRITE, tenant_id=row.tenant_id):
        for each in form.fields.values():
            each.disabled = True
    return form
