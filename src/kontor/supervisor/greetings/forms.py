"""The form of a tenant's greetings in one language: each with what holds without an own one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kontor.texts.domain.greetings import TenantGreetings
from kontor.texts.enums import FormOfAddress
from kontor.ui.inheritance import Inherited, is_own

HELP = {
    FormOfAddress.MS: _("Where the customer's mask says Ms and the last name is known."),
    FormOfAddress.MR: _("Where the customer's mask says Mr and the last name is known."),
    FormOfAddress.NAMED: _("Where first and last name are known and nothing else."),
    FormOfAddress.UNKNOWN: _("For companies, addresses without a name, and names that are none."),
}


class GreetingsForm(forms.Form):
    def __init__(self, data: QueryDict | None, *, greetings: TenantGreetings) -> None:
        self.greetings = greetings
        super().__init__(_with_inherited(data, greetings))
        for form in FormOfAddress:
            self.fields[form.value] = forms.CharField(
                label=form.label,
                help_text=HELP[form],
                max_length=200,
                initial=greetings.own.get(form.value) or greetings.without_own(form),
                required=self._is_own(form.value),
                error_messages={"required": _("Write a greeting, or switch the own value off.")},
            )

    def settings(self) -> Iterator[tuple[forms.BoundField, Inherited]]:
        for form in FormOfAddress:
            own, was_own = self._is_own(form.value), form.value in self.greetings.own
            words = gettext("“%(greeting)s”") % {"greeting": self.greetings.without_own(form)}
            origin = pgettext("origin of a setting", "the delivered default")
            yield self[form.value], Inherited(own, words, origin, changed=own != was_own)

    def own_texts(self) -> dict[str, str]:
        """What the tenant says itself, by form. For a valid form."""
        return {name: text for name, text in self.cleaned_data.items() if self._is_own(name)}

    def entered(self) -> TenantGreetings:
        """The greetings as they would be with what is entered, valid or not."""
        typed = {form: str(self.data.get(form, ""))[:200].strip() for form in FormOfAddress.values}
        own = {form: text for form, text in typed.items() if text and self._is_own(form)}
        return TenantGreetings(self.greetings.tenant, self.greetings.language, own)

    def _is_own(self, name: str) -> bool:
        return is_own(self.data, name) if self.is_bound else name in self.greetings.own


def greetings_form(request: HttpRequest, greetings: TenantGreetings, data: Any, files: Any) -> GreetingsForm:
    form = GreetingsForm(data, greetings=greetings)
    return form


def _with_inherited(data: QueryDict | None, greetings: TenantGreetings) -> QueryDict | None:
    """A control that is switched off is not posted; it goes on showing what holds."""
    if data is None:
        return None
    filled = data.copy()
    for form in FormOfAddress:
        if not is_own(data, form.value):
            filled[form.value] = greetings.without_own(form)
    return filled
