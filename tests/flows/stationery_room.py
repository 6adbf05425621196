"""What a house's letters look like: letterhead, pictures, stylesheets, postage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.kernel import clock
from kontor.letters.models import Stationery
from tests.factories.stationery import SVG, make_asset, make_postage, make_stylesheet
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House


def fill_stationery(house: House) -> None:
    mark, tenant = house.mark, house.tenant
    letters_on()
    drawing = SVG.replace(b"<circle", f"<title>{mark('letterpicture')}</title><circle".encode())
    asset = make_asset(tenant, mark("asset"), drawing, filename=f"{mark('assetfile')}.svg")
    gone = make_asset(tenant, mark("deletedasset"), drawing, deleted_at=clock.now())
    sheet = make_stylesheet(tenant, mark("stylesheet"), f"/* {mark('css')} */", is_default=True)
    gone_sheet = make_stylesheet(tenant, mark("deletedstylesheet"), deleted_at=clock.now())
    with in_scope(tenant):
        Stationery.objects.create(
            tenant=tenant,
            sender=mark("lettersender"),
            return_line=mark("returnline"),
            contact=mark("lettercontact"),
            footer=[mark("letterfooter")],
            bank=mark("bank"),
            legal=mark("legal"),
            logo=asset,
        )
    house.places |= {
        "asset_id": asset.pk,
        "deleted_asset_id": gone.pk,
        "stylesheet_id": sheet.pk,
        "deleted_stylesheet_id": gone_sheet.pk,
        "postage_id": make_postage(tenant, mark("postage")).pk,
    }
