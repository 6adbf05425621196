"""A letter on paper: its scan lies in the demo's folder, and the worker takes it like any other."""

from __future__ import annotations

import io
from typing import cast

from PIL import Image, ImageDraw, ImageFont

from kontor.channels.domain.accounts import create_account
from kontor.channels.domain.scan_folders import root_of_scans
from kontor.channels.enums import Channel, Protocol
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.demo.content.scans import LETTER, SIGNATURE
from kontor.demo.organization import Built
from kontor.org.domain.tenants import change_tenant_settings
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

NAME = "2026-11-27-0001.pdf"
DPI = 150
PAPER, INK, PEN = "#fbfaf6", "#22242a", "#1d3f8a"
MARGIN, TOP, LINE = 170, 190, 44
SIZE = (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI))


def build_scans(built: Built) -> None:
    """A folder with scans for the company, and one letter in it with the text as the scan service read it."""
    folder = root_of_scans() / built.tenant.code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_bytes(_scan())
    (folder / NAME).with_suffix(".txt").write_text("\n\n".join(LETTER), encoding="utf-8")
    with scope(built.tenant.pk):
        _use_letters(built)
        account = create_account(
            tenant=built.tenant,
            name=f"Briefe {built.plan.name}",
            address=f"briefe@{built.plan.domain}",
            channel=Channel.LETTER,
            protocol=Protocol.FOLDER,
            folder="",
            by=None,
        )
        set_fallback(account, built.categories[built.plan.fallback], by=None)


def _use_letters(built: Built) -> None:
    tenant = Tenant.objects.get(pk=built.tenant.pk)
    used = {*ENABLED_CHANNELS.get(cast(Holder, system_values()), cast(Holder, tenant)), Channel.LETTER.value}
    change_tenant_settings(tenant, {ENABLED_CHANNELS.key: sorted(used)}, version=tenant.version, by=None)


def _scan() -> bytes:
    pages = [_page(text, last=text == LETTER[-1]) for text in LETTER]
    kept = io.BytesIO()
    pages[0].save(kept, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return kept.getvalue()


def _page(text: str, *, last: bool) -> Image.Image:
    picture = Image.new("RGB", SIZE, PAPER)
    drawing = ImageDraw.Draw(picture)
    font = ImageFont.load_default(25)
    at = TOP
    for line in text.split("\n"):
        drawing.text((MARGIN, at), line, fill=INK, font=font)
        at += LINE
    if last:
        drawing.text((MARGIN, at + 20), SIGNATURE, fill=PEN, font=ImageFont.load_default(46))
    return picture.rotate(0.4, fillcolor=PAPER)
