"""A set of templates as files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import create_template
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile, ReplyTemplate
from tests.factories.texts import make_library_file
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n logo"


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


@pytest.fixture
def logo(nordlicht: Tenant) -> LibraryFile:
    return make_library_file(
        nordlicht, "Logo", filename="logo.png", content=PNG, content_type="image/png", purpose=FilePurpose.PICTURE
    )


def create(tenant: Tenant, name: str, html: str = "", *, text: str = "", **values: Any) -> ReplyTemplate:
    values.setdefault("contents", {"de": Content("", html, text)})
    return create_template(tenant, name=name, by=None, **values).template


def repacked(raw: bytes, **changes: bytes | None) -> bytes:
    """The zip with other files in it; None takes one out."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (entries | changes).items():
            if content is not None:
                archive.writestr(name, content)
    return buffer.getvalue()


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


SET = json.dumps({"format": "kontor-templates", "version": 1}).encode()
