"""The demo's templates, text modules and greetings, made with the verbs that people use."""

from __future__ import annotations

from pathlib import Path

from kontor.demo.content import texts_alpina, texts_nordlicht
from kontor.demo.content.texts import DemoInclude, DemoModule, DemoTemplate, DemoTexts, paragraphs
from kontor.demo.organization import Built
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.texts.domain.documents import Content
from kontor.texts.domain.greetings import greetings_in, set_greetings
from kontor.texts.domain.library import Upload, add_file
from kontor.texts.domain.modules import ModuleValues, create_module
from kontor.texts.domain.templates import create_template
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind

TEXTS = {"NV": texts_nordlicht.TEXTS, "AT": texts_alpina.TEXTS}
LOGOS = Path(__file__).parent / "content" / "logos"


def write_texts(built: Built) -> None:
    """Everything that the company writes. Snippets come first: parts and templates include them."""
    texts = TEXTS[built.plan.code]
    with scope(built.tenant.pk):
        picture = _logo(built.tenant, texts)
        for include in sorted(texts.includes, key=lambda each: each.part != IncludePart.SNIPPET):
            _write_include(built.tenant, include, picture)
        for template in texts.templates:
            _write_template(built, template)
        for module in texts.modules:
            _write_module(built, module)
        for language, greetings in texts.greetings.items():
            version = greetings_in(built.tenant, language).version
            set_greetings(built.tenant, language, greetings, version=version, by=None)


def _logo(tenant: Tenant, texts: DemoTexts) -> str:
    upload = Upload(texts.logo, (LOGOS / texts.logo).read_bytes())
    file = add_file(tenant, upload, name="Logo", purpose=FilePurpose.PICTURE, by=None)
    return f"picture:{file.pk}"


def _write_include(tenant: Tenant, include: DemoInclude, picture: str) -> None:
    languages = include.html.keys() | include.text.keys()
    create_template(
        tenant,
        name=include.name,
        internal_name=include.internal_name,
        kind=TemplateKind.INCLUDE,
        part=include.part,
        is_default=include.part != IncludePart.SNIPPET,
        contents={
            language: Content(
                html=include.html.get(language, "").replace("LOGO", picture), text=include.text.get(language, "")
            )
            for language in sorted(languages)
        },
        by=None,
    )


def _write_template(built: Built, template: DemoTemplate) -> None:
    create_template(
        built.tenant,
        name=template.name,
        internal_name=template.internal_name,
        kind=template.kind,
        contents={
            language: Content(template.subjects.get(language, ""), paragraphs(text))
            for language, text in template.texts.items()
        },
        assignments={built.categories[name]: template.suggested for name in template.categories},
        by=None,
    )


def _write_module(built: Built, module: DemoModule) -> None:
    for language, text in module.texts.items():
        values = ModuleValues(
            name=module.name,
            html=paragraphs(text),
            group=module.group,
            language=language,
            shortcut=module.shortcut,
            top=module.top,
            categories=tuple(built.categories[name] for name in module.categories),
        )
        create_module(built.tenant, values, by=None)
