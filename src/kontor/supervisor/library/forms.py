"""The form of the mask of a file of the library."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.library.access import WRITE
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant
from kontor.texts.domain.library import Upload
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile

FILE_MASK = "library-file"
ENDINGS = ".png,.jpg,.jpeg,.gif,.webp"


class FileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("A file of the library needs a name.")}
    )
    file = forms.FileField(
        label=_("Another content"),
        required=False,
        allow_empty_file=True,
        help_text=_("Takes the place of the present one, in every text that names it. What was sent stays as it was."),
        widget=forms.FileInput,
    )

    def upload(self) -> Upload | None:
        """What was chosen, for a valid form; None for nothing."""
        chosen = cast("UploadedFile[Any] | None", self.cleaned_data["file"])
        return Upload(chosen.name or "file", chosen.read()) if chosen else None


class NewFileForm(FileForm):
    field_order = ("tenant", "purpose", "file", "name")
    tenant = TenantField()
    purpose = forms.ChoiceField(
        label=_("What it is for"),
        choices=FilePurpose.choices,
        initial=FilePurpose.ATTACHMENT,
        widget=forms.RadioSelect,
        help_text=_("Agents attach attachments to their answers. Pictures are shown in templates and text modules."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Left empty, it is called like the file.")
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput,
        error_messages={"required": _("Choose a file first.")},
    )


def file_form(request: HttpRequest, file: LibraryFile, data: Any, files: Any) -> FileForm:
    access = cast(DeskRequest, request).access
    if file.pk is None:
        new = NewFileForm(data, files)
        field = cast("forms.ModelChoiceField[Tenant]", new.fields["tenant"])
        field.queryset = tenants_for(access, WRITE)
        return new
    form = FileForm(data, files, initial={"name": file.name})
    if file.purpose == FilePurpose.PICTURE:
        form.fields["file"].widget.attrs["accept"] = ENDINGS
    return form
