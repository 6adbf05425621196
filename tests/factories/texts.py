from __future__ import annotations

from typing import Any

from kontor.kernel.text import sort_key_german
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import (
    Greeting,
    LibraryFile,
    ModuleCategory,
    ModuleGroup,
    ReplyTemplate,
    TemplateAssignment,
    TemplateContent,
    TextModule,
)
from kontor.tickets.domain.blobs import keep
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_template(
    tenant: Tenant,
    name: str = "",
    *,
    html: str = "<p>${customer.salutation}</p><p>Ihr Anliegen ist erledigt.</p><p>${agent.signature}</p>",
    subject: str = "",
    text: str = "",
    language: str = "de",
    kind: TemplateKind = TemplateKind.REPLY,
    categories: tuple[Category, ...] = (),
    is_default: bool = True,
    **values: Any,
) -> ReplyTemplate:
    """A template with one content, the default of the categories."""
    number = next_number()
    name = name or f"Vorlage {number}"
    values.setdefault("internal_name", f"vorlage-{number}")
    with in_scope(tenant):
        template = ReplyTemplate.objects.create(
            tenant=tenant, name=name, sort_key=sort_key_german(name), kind=kind, **values
        )
    make_content(template, language, html=html, subject=subject, text=text)
    for category in categories:
        make_assignment(template, category, is_default=is_default)
    return template


def make_include(
    tenant: Tenant, part: IncludePart, html: str = "", *, text: str = "", default: bool = True, **values: Any
) -> ReplyTemplate:
    """A part of mails, the tenant's default of its kind unless said otherwise. A style has its CSS in ``text``."""
    include = make_template(tenant, html=html, text=text, kind=TemplateKind.INCLUDE, part=part, **values)
    if default and part != IncludePart.SNIPPET:
        with in_scope(tenant):
            ReplyTemplate.objects.filter(pk=include.pk).update(is_default=True)
            include.refresh_from_db()
    return include


def make_content(
    template: ReplyTemplate, language: str, *, html: str = "", subject: str = "", text: str = ""
) -> TemplateContent:
    with in_scope(template.tenant_id):
        return TemplateContent.objects.create(
            tenant_id=template.tenant_id, template=template, language=language, html=html, subject=subject, text=text
        )


def make_assignment(template: ReplyTemplate, category: Category, *, is_default: bool = True) -> TemplateAssignment:
    with in_scope(template.tenant_id):
        return TemplateAssignment.objects.create(
            tenant_id=template.tenant_id,
            template=template,
            category=category,
            kind=template.kind,
            is_default=is_default,
        )


def make_module(
    tenant: Tenant,
    name: str = "",
    *,
    html: str = "<p>Bitte senden Sie uns ein Foto.</p>",
    group: str = "",
    categories: tuple[Category, ...] = (),
    **values: Any,
) -> TextModule:
    name = name or f"Baustein {next_number()}"
    values["shortcut_key"] = values.get("shortcut", "").casefold()
    with in_scope(tenant):
        if group:
            values["group"] = ModuleGroup.objects.get_or_create(
                tenant=tenant, sort_key=sort_key_german(group), defaults={"name": group}
            )[0]
        module = TextModule.objects.create(
            tenant=tenant, name=name, sort_key=sort_key_german(name), html=html, **values
        )
        for category in categories:
            ModuleCategory.objects.create(tenant=tenant, module=module, category=category)
    return module


def make_library_file(
    tenant: Tenant,
    name: str = "",
    *,
    filename: str = "anleitung.pdf",
    content: bytes = b"%PDF-1.4 x",
    content_type: str = "application/pdf",
    purpose: FilePurpose = FilePurpose.ATTACHMENT,
    **values: Any,
) -> LibraryFile:
    name = name or f"Datei {next_number()}"
    with in_scope(tenant):
        return LibraryFile.objects.create(
            tenant=tenant,
            purpose=purpose,
            name=name,
            sort_key=sort_key_german(name),
            blob=keep(content, tenant_id=tenant.pk),
            filename=filename,
            content_type=content_type,
            size=len(content),
            **values,
        )


def make_greeting(tenant: Tenant, form: str, text: str, *, language: str = "de") -> Greeting:
    with in_scope(tenant):
        return Greeting.objects.create(tenant=tenant, language=language, form=form, text=text)


def make_module_group(tenant: Tenant, name: str) -> ModuleGroup:
    with in_scope(tenant):
        return ModuleGroup.objects.create(tenant=tenant, name=name, sort_key=sort_key_german(name))
