"""Templates are created and changed."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import (
    Saved,
    change_template,
    create_template,
)
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant, alpina: Tenant):
    with in_scope(nordlicht, alpina):
        yield


def created(tenant: Tenant, name: str = "Antwort", html: str = "<p>Danke</p>", **values: Any) -> ReplyTemplate:
    values.setdefault("contents", {"de": Content("", html)})
    return create_template(tenant, name=name, by=None, **values).template


def changed(template: ReplyTemplate, **values: Any) -> Saved:
    template.refresh_from_db()
    return change_template(template, version=template.version, by=None, **values)


def snippet(tenant: Tenant, name: str, html: str = "<p>x</p>") -> ReplyTemplate:
    return created(tenant, name, html, kind=TemplateKind.INCLUDE, part=IncludePart.SNIPPET)
