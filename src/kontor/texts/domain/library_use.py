"""Where a file of the library is used, and what there is in it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kontor.preferences.uses import Use
from kontor.texts.domain.usage import module_use, template_use
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile, ReplyTemplate, TextModule


def uses_of(file: LibraryFile) -> list[Use]:
    """The living templates and text modules that show the picture, and the templates that send the file along."""
    shows = rf"picture:{file.pk}([^0-9]|$)"
    templates = ReplyTemplate.objects.living().filter(
        Q(contents__html__regex=shows) | Q(files__file=file), tenant_id=file.tenant_id
    )
    modules = TextModule.objects.living().filter(html__regex=shows, tenant_id=file.tenant_id)
    used = [template_use(row) for row in templates.distinct().order_by("sort_key")]
    return used + [module_use(row) for row in modules.order_by("sort_key")]


def files_in_scope(*, deleted: bool = False) -> QuerySet[LibraryFile]:
    """Those of the scope's living tenants, with tenant, whoever may look at them."""
    rows = LibraryFile.objects.filter(tenant__deleted_at=None).select_related("tenant")
    return rows.exclude(deleted_at=None) if deleted else rows.living()


def pictures_of(tenant_id: int) -> QuerySet[LibraryFile]:
    """The pictures that the tenant's texts may show."""
    return LibraryFile.objects.living().filter(tenant_id=tenant_id, purpose=FilePurpose.PICTURE).order_by("sort_key")
