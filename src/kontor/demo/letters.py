"""What the demo's letters look like: a letterhead, a logo, a stylesheet and postage for each company."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from kontor.channels.enums import Channel
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.domain.postal_addresses import PostalValues, add_postal_address
from kontor.customers.models import Customer
from kontor.demo.content.letters import ADDRESSES, POSTAGE, STATIONERY
from kontor.demo.organization import Built
from kontor.letters.domain.assets import add_asset
from kontor.letters.domain.postage import save_postage
from kontor.letters.domain.stationery import change_stationery
from kontor.letters.domain.stylesheets import create_stylesheet
from kontor.letters.domain.switch import rendering_trouble
from kontor.letters.preferences import LETTERS
from kontor.letters.rendering.supplied import supplied_css
from kontor.org.domain.tenants import change_tenant_settings
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope

LOGOS = Path(__file__).parent / "content" / "logos"


def build_letters(built: list[Built]) -> None:
    """Letters are on. Where the server cannot render them, there is a letterhead but no stylesheet to try out."""
    with scope(INSTALLATION):
        values = system_values()
        change_system_values({**values.preferences, LETTERS.key: True}, version=values.version)
    for each in built:
        with scope(each.tenant.pk):
            _furnish(each)
            _customers(each)


def _customers(each: Built) -> None:
    """The company writes letters, and some of its customers have told where they live."""
    tenant = each.tenant
    used = {ENABLED_CHANNELS.key: [Channel.MAIL.value, Channel.LETTER.value]}
    change_tenant_settings(tenant, used, version=Tenant.objects.get(pk=tenant.pk).version, by=None)
    for customer in Customer.objects.filter(tenant=tenant, name__in=ADDRESSES):
        street, postcode, city, country = ADDRESSES[customer.name]
        values = PostalValues(name=customer.name, street=street, postcode=postcode, city=city, country=country)
        add_postal_address(customer, values)


def _furnish(each: Built) -> None:
    tenant, paper = each.tenant, STATIONERY[each.plan.code]
    logo = add_asset(tenant, (LOGOS / paper.logo).read_bytes(), paper.logo, name="logo", by=None)
    change_stationery(
        tenant,
        sender=paper.sender,
        return_line=paper.return_line,
        contact=paper.contact,
        footer=paper.footer,
        bank=paper.bank,
        legal=paper.legal,
        logo=logo,
        version=0,
        by=None,
    )
    for name, grams, sheets, price in POSTAGE:
        save_postage(tenant, name=name, most_grams=grams, most_sheets=sheets, price=Decimal(price), by=None)
    if not rendering_trouble():
        css = supplied_css(paper.supplied) + paper.css
        create_stylesheet(tenant, name=paper.stylesheet, css=css, supplied=paper.supplied, by=None)
