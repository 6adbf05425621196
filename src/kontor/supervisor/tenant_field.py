"""For which tenant something new is: it never changes, so nobody gets one by not looking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from kontor.tenants.models import Tenant

NEVER_CHANGES = _("It never changes.")


class _OnlyOneOrToChoose(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        tenants = list(self.queryset.all())
        if len(tenants) > 1:
            yield "", self.field.empty_label
        yield from map(self.choice, tenants)


class TenantField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The only tenant is chosen already. Of several one has to be; what may be chosen is set as ``queryset``."""

    iterator = _OnlyOneOrToChoose

    def __init__(self, *, help_text: Any = NEVER_CHANGES) -> None:
        super().__init__(
            Tenant.objects.none(),
            label=_("Tenant"),
            empty_label=_("Choose a tenant"),
            help_text=help_text,
            error_messages={"required": _("Choose a tenant.")},
        )
