"""The page of all components leaves none out, and is there for those who build screens only."""

from __future__ import annotations

import re

from django.template.loader import get_template
from django.test import Client, override_settings

from kontor.ui.catalogue import SHEETS, components, icons

SHAPES = re.compile(r"\.([a-z][a-z0-9_-]*)")
DRAWN_ELSEWHERE = {
    "compared": {"compared__frame"},
    "dialog": {"dialog--asks", "dialog__of"},
    "listing": {"listing", "listing__part"},
    "mask": {"mask", "mask--wide", "mask__aside", "mask__body", "mask__body--plain", "mask__forms", "mask__head"}
    | {"mask__title"},
    "field": {"choice", "choice__figure", "choice__hint", "choice__name", "control--figure", "control-line"},
}
"""By component: frames of whole pages, and what a single page has."""


def test_every_component_stands_there_with_its_shapes(site: None) -> None:
    with override_settings(DEBUG=True):
        page = Client().get("/ui/", headers={"accept-language": "en"}).content.decode()
    seen = set(re.findall(r"[a-z][a-z0-9_-]*", " ".join(re.findall(r'class="([^"]*)"', page))))

    missing = {}
    for component in components():
        get_template(f"ui/catalogue/{component}.html")
        sheet = (SHEETS / f"{component}.css").read_text(encoding="utf-8")
        blocks = {shape for shape in SHAPES.findall(sheet) if shape.startswith(component)}
        if lacking := blocks - seen - DRAWN_ELSEWHERE.get(component, set()):
            missing[component] = sorted(lacking)
    assert missing == {}


def test_every_icon_stands_there(site: None) -> None:
    with override_settings(DEBUG=True):
        page = Client().get("/ui/").content.decode()

    assert len(icons()) > 50
    assert [name for name in icons() if f"<code>{name}</code>" not in page] == []


def test_in_operation_there_is_no_such_page(site: None) -> None:
    assert Client().get("/ui/").status_code == 404
