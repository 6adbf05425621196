"""The forms of a template's mask that concern the record: what it is, its accounts, its parts, its categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.reply_templates.access import WRITE
from kontor.supervisor.tenant_field import TenantField
from kontor.supervisor.tenants.pdf.access import is_there
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import PART_FIELDS
from kontor.texts.domain.template_queries import (
    accounts_to_send_from,
    assigned_file_ids,
    assignments_of,
    attachments_to_choose,
    default_include,
    includes_to_choose,
)
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import LibraryFile, ReplyTemplate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TEMPLATE_MASK = "reply-template"
AForm = TypeVar("AForm", bound=forms.Form)
KINDS = [(kind.value, kind.label) for kind in TemplateKind if kind != TemplateKind.INCLUDE]


def kinds_for(request: HttpRequest, present: str = "") -> list[tuple[str, StrOrPromise]]:
    """What a template can be. PDF templates are there while letters are on; what one is already, it can stay."""
    letters = is_there(request) or present == TemplateKind.LETTER
    return [(kind, label) for kind, label in KINDS if letters or kind != TemplateKind.LETTER]


PARTS = [(part.value, part.label) for part in IncludePart if part != IncludePart.NONE]
NAME_MISSING = {"required": _("A template needs a display name.")}


class NewTemplateForm(forms.Form):
    """With what never changes again: the tenant, the internal name, and whether it is an include."""

    tenant = TenantField()
    name = forms.CharField(label=_("Display name"), max_length=120, error_messages=NAME_MISSING)
    internal_name = forms.RegexField(
        r"^[a-z0-9_-]+$",
        label=_("Internal name"),
        max_length=80,
        required=False,
        help_text=_("Texts name includes by it; it never changes. Left empty, it is made from the display name."),
        error_messages={
            "invalid": _("Use only lower-case letters, digits, hyphen and underscore for the internal name.")
        },
    )
    what = forms.ChoiceField(label=_("What it is"))

    def __init__(self, data: Any, *, kinds: list[tuple[str, StrOrPromise]], **keywords: Any) -> None:
        super().__init__(data, **keywords)
        parts = [(f"include-{key}", label) for key, label in PARTS]
        choices = [(gettext("Templates"), kinds), (gettext("Includes: parts of other templates"), parts)]
        cast(forms.ChoiceField, self.fields["what"]).choices = choices

    def values(self) -> dict[str, Any]:
        """For a valid form."""
        kind, _sign, part = self.cleaned_data["what"].partition("-")
        names = {key: self.cleaned_data[key] for key in ("name", "internal_name")}
        return names | {"kind": kind, "part": part}


class GeneralForm(forms.Form):
    name = forms.CharField(
        label=_("Display name"),
        max_length=120,
        help_text=_("As agents and lists show it. It may change at any time."),
        error_messages=NAME_MISSING,
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=KINDS, help_text=_("What its mails are. Assigned categories follow it.")
    )
    active = forms.BooleanField(label=_("Is offered to agents"), required=False)
    sender = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Sender"),
        required=False,
        empty_label=_("As the category and the tenant say"),
        help_text=_("The account its mails leave through."),
    )
    reply_account = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Reply address"),
        required=False,
        empty_label=_("The sender's"),
        help_text=_("Where answers to its mails go."),
    )
    from_no_reply = forms.BooleanField(label=_("Sent from the tenant's do-not-reply address"), required=False)
    attached = forms.ModelMultipleChoiceField(
        LibraryFile.objects.none(),
        label=_("Files that go along"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Attachments of the library, in every mail of the template."),
    )

    def __init__(self, data: Any, *, template: ReplyTemplate, **keywords: Any) -> None:
        super().__init__(data, **keywords)
        for name in ("sender", "reply_account"):
            field = cast("forms.ModelChoiceField[MailAccount]", self.fields[name])
            field.queryset = accounts_to_send_from(template.tenant_id)
            field.label_from_instance = _account_label  # type: ignore[assignment,method-assign]
        files = cast("forms.ModelMultipleChoiceField[LibraryFile]", self.fields["attached"])
        files.queryset = attachments_to_choose(template.tenant_id)
        for part in PART_FIELDS:
            self.fields[part] = _part_field(template, part)

    def parts(self) -> Iterator[forms.BoundField]:
        return (self[part] for part in PART_FIELDS)

    def values(self) -> dict[str, Any]:
        """For a valid form."""
        record = {name: value for name, value in self.cleaned_data.items() if name != "attached"}
        return record | {"files": list(self.cleaned_data["attached"])}


class IncludeForm(forms.Form):
    """The record of an include: it has no accounts and no parts."""

    name = forms.CharField(label=_("Display name"), max_length=120, error_messages=NAME_MISSING)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    part = forms.ChoiceField(label=_("Part"), choices=PARTS, help_text=_("What it is in a mail."))
    is_default = forms.BooleanField(
        label=_("For all templates of the tenant that name none of their own"),
        required=False,
        help_text=_(
            "Takes the place of the include that is it now. Snippets are put into texts by their name instead."
        ),
    )

    def values(self) -> dict[str, Any]:
        """For a valid form."""
        return self.cleaned_data


class AssignmentForm(forms.Form):
    """For each category whether the template is offered there, or suggested."""

    def __init__(self, data: Any, *, template: ReplyTemplate) -> None:
        super().__init__(data)
        self.categories: dict[str, Category] = {}
        for category, assigned, suggested in assignments_of(template):
            name = f"category-{category.pk}"
            self.categories[name] = category
            initial = "" if assigned is None else "suggested" if assigned.is_default else "offered"
            others = suggested if suggested and initial != "suggested" else ""
            self.fields[name] = _assignment_field(category, initial, others)

    def values(self) -> dict[str, Any]:
        """For a valid form."""
        chosen = {name: how for name, how in self.cleaned_data.items() if how}
        return {"assignments": {self.categories[name]: how == "suggested" for name, how in chosen.items()}}


def new_form(request: HttpRequest, data: Any) -> NewTemplateForm:
    start = {"what": request.GET.get("what", TemplateKind.REPLY), "tenant": request.GET.get("tenant")}
    form = NewTemplateForm(data, kinds=kinds_for(request), initial=start)
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(cast(DeskRequest, request).access, WRITE)
    return form


def general_form(request: HttpRequest, template: ReplyTemplate, data: Any, files: Any) -> forms.Form:
    if template.pk is None:
        return new_form(request, data)
    if template.kind == TemplateKind.INCLUDE:
        start = {name: getattr(template, name) for name in IncludeForm.base_fields}
        return IncludeForm(data, initial=start)
    names = [name for name in (*GeneralForm.base_fields, *PART_FIELDS) if name != "attached"]
    start = {name: getattr(template, name) for name in names} | {"attached": assigned_file_ids(template)}
    form = GeneralForm(data, template=template, initial=start)
    cast(forms.ChoiceField, form.fields["kind"]).choices = kinds_for(request, template.kind)
    return form


def assignment_form(request: HttpRequest, template: ReplyTemplate, data: Any, files: Any) -> forms.Form:
    return AssignmentForm(data, template=template)


def may_write(request: HttpRequest, template: ReplyTemplate) -> bool:
    """The person may change this template; a new one: in some tenant."""
    access = cast(DeskRequest, request).access
    return access.may_anywhere(WRITE) if template.pk is None else access.may(WRITE, tenant_id=template.tenant_id)


def _part_field(template: ReplyTemplate, part: str) -> forms.Field:
    default = default_include(template.tenant_id, part)
    if default:
        inherited = gettext("As for all templates: “%(name)s”") % {"name": default.name}
    else:
        inherited = gettext("As for all templates: Kontor's plain one, or none")
    return forms.ModelChoiceField(
        includes_to_choose(template.tenant_id, part),
        label=IncludePart(part).label,
        required=False,
        empty_label=inherited,
    )


def _assignment_field(category: Category, initial: str, others: str) -> forms.ChoiceField:
    choices = [("", _("not offered")), ("offered", _("offered")), ("suggested", _("suggested"))]
    note = gettext("Suggested now: “%(name)s”") % {"name": others} if others else ""
    return forms.ChoiceField(label=category.name, required=False, initial=initial, choices=choices, help_text=note)


def _account_label(account: MailAccount) -> str:
    return f"{account.name} <{account.address}>"
