"""The acknowledgements that count, on a tab of their tenant's or category's mask."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import Any, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.acknowledgement_texts import TextBook, templates_of
from kontor.answers.preferences import ACKNOWLEDGE
from kontor.org.models import Category
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.supervisor.categories.tabs import CATEGORY_MASK
from kontor.supervisor.categories.tabs import is_saved as category_is_saved
from kontor.supervisor.rules.languages import language_names
from kontor.supervisor.tenants.tabs import TENANT_MASK, is_saved
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.ui.mask import Tab, register_tab

TEMPLATE = "supervisor/acknowledgements/_tab.html"
READ, WRITE = "templates.read", "templates.write"


def register_tabs() -> None:
    label = _("Acknowledgements")
    of_tenant = Tab("acknowledgements", label, None, 35, TEMPLATE, is_saved, READ, tenant_of=attrgetter("pk"))
    of_category = replace(of_tenant, order=45, visible=category_is_saved, tenant_of=attrgetter("tenant_id"))
    register_tab(TENANT_MASK, of_tenant)
    register_tab(CATEGORY_MASK, of_category)


def texts_tab(tenant: Tenant, category: Category | None, *, may_write: bool) -> dict[str, Any]:
    """What the tab shows: whether new tickets are acknowledged there and a text is there for it, and the templates
    assigned to the category, or to none of the tenant's."""
    templates = [
        {
            "name": template.name,
            "languages": ", ".join(language_names([content.language for content in template.contents.all()])),
            "active": template.active,
            "url": reverse("supervisor:reply_templates:edit", args=[template.pk]),
        }
        for template in templates_of(tenant, category)
    ]
    new = f"{reverse('supervisor:reply_templates:new')}?{urlencode({'what': TemplateKind.ACKNOWLEDGEMENT.value})}"
    holders = [system_values(), tenant, *([category] if category else [])]
    acknowledges = ACKNOWLEDGE.get(*(cast(Holder, holder) for holder in holders))
    return {
        "acknowledges": acknowledges,
        "has_text": acknowledges and TextBook.load([tenant.pk]).counts_in(tenant, category),
        "acknowledgement_templates": templates,
        "new_acknowledgement_url": new if may_write else "",
        "of_tenant": category is None,
    }
