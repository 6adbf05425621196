"""The texts on a tab of their tenant's or category's mask."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.acknowledgement_texts import texts_of
from kontor.org.models import Category
from kontor.supervisor.acknowledgements.access import READ
from kontor.supervisor.categories.tabs import CATEGORY_MASK
from kontor.supervisor.categories.tabs import is_saved as category_is_saved
from kontor.supervisor.rules.languages import language_names
from kontor.supervisor.tenants.tabs import TENANT_MASK, is_saved
from kontor.tenants.models import Tenant
from kontor.ui.mask import Tab, register_tab

TEMPLATE = "supervisor/acknowledgements/_tab.html"


def register_tabs() -> None:
    label = _("Acknowledgements")
    register_tab(TENANT_MASK, Tab("acknowledgements", label, None, 35, TEMPLATE, is_saved, READ))
    register_tab(CATEGORY_MASK, Tab("acknowledgements", label, None, 45, TEMPLATE, category_is_saved, READ))


def texts_tab(tenant: Tenant, category: Category | None) -> dict[str, Any]:
    """What the tab shows: the texts that are the category's own, or the tenant's."""
    place = f"category-{category.pk}" if category else f"tenant-{tenant.pk}"
    texts = [
        {"row": row, "language": language_names([row.language])[0], "url": _url(row.pk)}
        for row in texts_of(tenant, category)
    ]
    new = f"{reverse('supervisor:acknowledgements:new')}?{urlencode({'place': place})}"
    return {"acknowledgement_texts": texts, "new_acknowledgement_url": new, "of_tenant": category is None}


def _url(text_id: int) -> str:
    return reverse("supervisor:acknowledgements:edit", args=[text_id])
