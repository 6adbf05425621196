"""What a tenant's letters look like, as bare rows."""

from __future__ import annotations

from typing import Any

from kontor.kernel import clock
from kontor.kernel.text import sort_key_german
from kontor.letters.models import LetterAsset, PostageClass, Stylesheet, StylesheetVersion
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from tests.factories import next_number
from tests.support.scoping import in_scope

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cf500f000386018059f5c1130000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#00528c"/></svg>'


def make_stylesheet(tenant: Tenant, name: str = "", css: str = "p { color: #333 }", **values: Any) -> Stylesheet:
    name = name or f"Stylesheet {next_number()}"
    with in_scope(tenant):
        row = Stylesheet.objects.create(tenant=tenant, name=name, sort_key=sort_key_german(name), css=css, **values)
        StylesheetVersion.objects.create(
            tenant=tenant, stylesheet=row, number=row.version, at=clock.now(), name=name, css=css
        )
    return row


def make_asset(
    tenant: Tenant, name: str = "", content: bytes = SVG, content_type: str = "image/svg+xml", **values: Any
) -> LetterAsset:
    name = name or f"picture-{next_number()}"
    values.setdefault("filename", f"{name}.svg")
    with in_scope(tenant):
        blob = keep(content, tenant_id=tenant.pk)
        return LetterAsset.objects.create(
            tenant=tenant, name=name, blob=blob, content_type=content_type, size=len(content), **values
        )


def make_postage(tenant: Tenant, name: str = "", most_grams: int = 20, **values: Any) -> PostageClass:
    with in_scope(tenant):
        name = name or f"Class {next_number()}"
        return PostageClass.objects.create(tenant=tenant, name=name, most_grams=most_grams, **values)
