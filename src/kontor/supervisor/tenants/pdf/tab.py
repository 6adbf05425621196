"""The tab "PDF": where a tenant's letters go, on what they are printed, and the way to what they look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.kernel.money import money
from kontor.letters import preferences
from kontor.letters.domain.assets import assets_of
from kontor.letters.domain.postage import postage_of
from kontor.letters.domain.stationery import stationery_of
from kontor.letters.domain.stylesheets import stylesheets_of
from kontor.letters.domain.switch import rendering_trouble
from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import TENANT, Holder
from kontor.supervisor.effective.telling import telling
from kontor.supervisor.preference_form import Part, PreferenceForm, field_name, preferences_of
from kontor.supervisor.tenants.pdf.access import READ, WRITE
from kontor.tenants.models import Tenant
from kontor.ui.mask import Mask

TAB = "pdf"
GROUPS = (
    (_("Where letters go"), (preferences.OUTPUT_DIRECTORY, preferences.FILE_NAMES)),
    (
        _("The sheet"),
        (preferences.WINDOW, preferences.PAGE_SIZE, preferences.PDF_KIND, preferences.FOLD_MARKS),
    ),
    (
        _("Hints for the print service"),
        (
            preferences.DUPLEX,
            preferences.PAPER,
            preferences.TRAY,
            preferences.PAPER_GRAMS,
            preferences.ENVELOPE_GRAMS,
            preferences.CURRENCY,
        ),
    ),
    (_("Letters that come in"), (preferences.SCAN_LANGUAGES,)),
    (_("Hand-over"), (preferences.HANDOVER, preferences.HANDOVER_HOUR, preferences.BATCH_FORM)),
)


class PdfForm(PreferenceForm):
    """The settings of letters, those that belong together under one heading."""

    @property
    def parts(self) -> Iterator[Part]:
        for title, group in GROUPS:
            names = [field_name(preference) for preference in group]
            yield Part(title, [self.setting(name) for name in names])


def pdf_form(request: HttpRequest, tenant: Tenant, data: Any, files: Any) -> PreferenceForm:
    chain = (cast(Holder, system_values()), cast(Holder, tenant))
    return telling(PdfForm(data, chain=chain, preferences=preferences_of(TENANT, "letters")), request)


def pdf_context(request: DeskRequest, mask: Mask) -> dict[str, Any]:
    """What stands under the settings: letterhead, postage."""
    tenant: Tenant = mask.thing
    currency = preferences.CURRENCY.get(cast(Holder, system_values()), cast(Holder, tenant))
    may_read = request.access.may(READ, tenant_id=tenant.pk)
    return {
        "rendering_trouble": rendering_trouble(),
        "stylesheets": list(stylesheets_of(tenant)) if may_read else [],
        "deleted_stylesheets": list(stylesheets_of(tenant, deleted=True)) if may_read else [],
        "may_read_stylesheets": may_read,
        "may_write_stylesheets": request.access.may(WRITE, tenant_id=tenant.pk),
        "stationery": stationery_of(tenant),
        "picture_count": assets_of(tenant).count(),
        "postage": [(row, money(row.price, currency)) for row in postage_of(tenant)],
    }
