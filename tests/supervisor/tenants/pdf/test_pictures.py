"""Pictures for letters: put in, shown, replaced, taken out."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.letters.domain.assets import assets_of
from kontor.letters.models import LetterAsset
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.stationery import PNG, SVG, make_asset
from tests.supervisor.tenants.pdf.pages import at, content
from tests.support.client import Browser
from tests.support.scoping import in_scope

Clients = Callable[..., Browser]


def test_a_picture_is_put_in_shown_replaced_deleted_and_restored(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    made = browser.post(at("picture-add", nordlicht.pk), {"file": SimpleUploadedFile("Unser Logo.svg", SVG)})
    with in_scope(nordlicht):
        row = assets_of(nordlicht).get()
    place = (nordlicht.pk, row.pk)

    assert (made.status_code, row.name) == (302, "unser-logo")
    shown = browser.get(at("picture-content", *place) + "?show=1")
    assert (shown["Content-Type"], shown.content) == ("image/svg+xml", SVG)
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "attachment" in browser.get(at("picture-content", *place))["Content-Disposition"]

    browser.post(at("picture-replace", *place), {"file": SimpleUploadedFile("neu.png", PNG)})
    assert browser.get(at("picture-content", *place) + "?show=1").content == PNG
    browser.post(at("picture-delete", *place))
    assert browser.get(at("picture-content", *place)).status_code == 404
    browser.post(at("picture-restore", *place))
    assert browser.get(at("picture-content", *place)).status_code == 200


def test_what_is_no_picture_is_refused_beside_the_field(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    row = make_asset(nordlicht, "logo")
    hostile = SimpleUploadedFile("logo.svg", SVG.replace(b"<circle", b"<script/><circle"))
    browser = client_for(ada)

    added = browser.post(at("picture-add", nordlicht.pk), {"file": hostile})
    hostile.seek(0)
    replaced = browser.post(at("picture-replace", nordlicht.pk, row.pk), {"file": hostile}, follow=True)

    assert added.status_code == 422
    for page in (added, replaced):
        assert "An SVG for letters may only draw: take that out." in content(page)
    with in_scope(nordlicht):
        assert [each.blob.content for each in assets_of(nordlicht).select_related("blob")] == [SVG]


def test_pictures_of_another_tenant_are_not_there(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    foreign = make_asset(alpina, "gipfel")
    browser = client_for(ada)

    assert browser.get(at("picture-content", nordlicht.pk, foreign.pk)).status_code == 404
    assert browser.post(at("picture-delete", nordlicht.pk, foreign.pk)).status_code == 404
    with in_scope(alpina):
        assert LetterAsset.objects.living().filter(pk=foreign.pk).exists()
