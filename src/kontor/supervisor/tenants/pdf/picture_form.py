"""The pictures of letters as the page of the letterhead shows them, and the form that puts one in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy

from kontor.letters.domain.assets import assets_of, uses_by_name
from kontor.letters.models import LetterAsset
from kontor.preferences.uses import Use
from kontor.supervisor.uses import with_addresses
from kontor.tenants.models import Tenant

ENDINGS = ".png,.jpg,.jpeg,.svg"


class PictureForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        help_text=gettext_lazy("PNG, JPEG or SVG, at most 2 MB."),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Stylesheets name the picture by it. Left empty, it is made from the file's."),
    )

    def upload(self) -> tuple[bytes, str]:
        """Content and file name, for a valid form."""
        chosen = cast("UploadedFile[Any]", self.cleaned_data["file"])
        return chosen.read(), chosen.name or "file"


@dataclass(frozen=True)
class Shown:
    """A picture, what of it is shown, and what names it."""

    asset: LetterAsset
    url: str
    uses: list[tuple[Use, str]]


def shown_pictures(tenant: Tenant) -> list[Shown]:
    uses = uses_by_name(tenant)
    return [
        Shown(
            row,
            reverse("supervisor:tenants:pdf:picture-content", args=[tenant.pk, row.pk]),
            with_addresses(uses.get(row.name, [])),
        )
        for row in assets_of(tenant)
    ]
