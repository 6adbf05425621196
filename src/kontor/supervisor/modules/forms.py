"""The forms of the masks of text modules and of their groups."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import categories_to_choose, tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.library.links import picture_address
from kontor.supervisor.modules.access import WRITE
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_queries import assigned_category_ids, group_names
from kontor.texts.domain.modules import ModuleValues
from kontor.texts.models import ModuleGroup, TextModule
from kontor.ui.rich_text import RichTextArea, RichTextField

MODULE_MASK, GROUP_MASK = "text-module", "module-group"
EVERY_LANGUAGE = _("all languages")
AForm = TypeVar("AForm", bound=forms.Form)


class ModuleForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Agents find it by its name and by its text."),
        error_messages={"required": _("A text module needs a name.")},
    )
    group = forms.CharField(
        label=_("Group"),
        max_length=120,
        required=False,
        help_text=_("A heading over several text modules. A new name makes a new group."),
        widget=forms.TextInput(attrs={"list": "module-groups", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, help_text=_("Answers in it are offered the text.")
    )
    shortcut = forms.RegexField(
        r"^[^\s$<>]+$",
        label=_("Shortcut"),
        max_length=20,
        required=False,
        help_text=_("One word. Typed into an answer, Ctrl+Enter behind it puts the text in its place."),
        error_messages={"invalid": _("A shortcut is one word, without spaces and without $, < and >.")},
    )
    top = forms.BooleanField(label=_("Stands at the top of the list"), required=False)
    html = RichTextField(
        label=_("Text"), max_length=200_000, error_messages={"required": _("A text module needs a text.")}
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(),
        label=_("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where it is offered. Without a choice: in all categories of the tenant."),
    )

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        cast(forms.ChoiceField, self.fields["language"]).choices = language_choices()

    def values(self) -> ModuleValues:
        """For a valid form."""
        entered = {key: value for key, value in self.cleaned_data.items() if key != "tenant"}
        return ModuleValues(**entered | {"categories": tuple(entered.get("categories", ()))})


class NewModuleForm(ModuleForm):
    """The categories are chosen when the tenant is fixed."""

    field_order = ("tenant", "name", "group", "language", "shortcut", "top", "html")
    tenant = TenantField()
    categories = None  # type: ignore[assignment]

    def tenants_to_choose(self) -> list[Tenant]:
        return list(cast("forms.ModelChoiceField[Tenant]", self.fields["tenant"]).queryset or [])


class GroupForm(forms.Form):
    """``seen``: the name that the person had in front of them; None where the form does not say."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("A group needs a name.")})

    @property
    def seen(self) -> str | None:
        return self.data.get("seen") if self.is_bound else None

    @property
    def shown(self) -> str:
        """For the hidden field: after a conflict the name that is saved now, with a mistake the one seen before."""
        return self.seen or "" if self.is_bound and self.errors else str(self.initial["name"])


class NewGroupForm(GroupForm):
    field_order = ("tenant", "name")
    tenant = TenantField()


def language_choices() -> list[tuple[str, str]]:
    """All languages first, then each by its name."""
    names = zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True)
    return [("", str(EVERY_LANGUAGE)), *sorted(names, key=lambda pair: pair[1])]


def module_form(request: HttpRequest, module: TextModule, data: Any, files: Any) -> ModuleForm:
    if module.pk is None:
        new = _for_tenants(NewModuleForm(data), request)
        new.fields["html"].widget = RichTextArea(library=picture_address())
        return new
    names = ("name", "language", "shortcut", "top", "html")
    start = {name: getattr(module, name) for name in names}
    start |= {"group": module.group.name if module.group else "", "categories": assigned_category_ids(module)}
    form = ModuleForm(data, initial=start)
    form.fields["html"].widget = RichTextArea(language=module.language, library=picture_address())
    field = cast("forms.ModelMultipleChoiceField[Category]", form.fields["categories"])
    field.queryset = categories_to_choose((module.tenant_id,))
    return form


def group_form(request: HttpRequest, group: ModuleGroup, data: Any, files: Any) -> GroupForm:
    if group.pk is None:
        return _for_tenants(NewGroupForm(data), request)
    return GroupForm(data, initial={"name": group.name})


def groups_of(module: TextModule, form: forms.BaseForm) -> list[str]:
    """The groups to choose from while typing; for a new text module only when there is one tenant to choose from."""
    if module.pk is not None:
        return group_names(module.tenant_id)
    tenants = list(cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"]).queryset or [])
    return group_names(tenants[0].pk) if len(tenants) == 1 else []


def _for_tenants(form: AForm, request: HttpRequest) -> AForm:
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(cast(DeskRequest, request).access, WRITE)
    return form
