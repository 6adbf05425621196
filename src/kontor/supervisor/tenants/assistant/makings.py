"""The steps that make something new: the form of its own mask, kept to this tenant, and how that mask creates it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from kontor.channels.domain.no_reply import add_no_reply_address
from kontor.org.domain.category_changes import assign_groups
from kontor.org.domain.category_queries import main_category_names
from kontor.org.middleware import DeskRequest
from kontor.supervisor.accounts.signing_in import callback_address
from kontor.supervisor.accounts.views import create as create_account
from kontor.supervisor.categories.forms import NewCategoryForm
from kontor.supervisor.categories.views import create as create_category
from kontor.supervisor.groups.views import create as create_group
from kontor.supervisor.reply_templates.forms import NewTemplateForm
from kontor.supervisor.reply_templates.views import create as create_template
from kontor.supervisor.tenants.assistant.forms import (
    Forms,
    open_account,
    open_category,
    open_group,
    open_no_reply,
    open_template,
)
from kontor.tenants.models import Tenant


def _nothing(_request: DeskRequest, _tenant: Tenant) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Making:
    """``create`` takes valid forms and returns what was made; ``context`` is what the template shows besides; one
    begins to write in the field ``first``."""

    template: str
    open: Callable[[DeskRequest, Tenant, Any], Forms]
    create: Callable[[DeskRequest, Tenant, Forms], object]
    context: Callable[[DeskRequest, Tenant], Mapping[str, Any]] = _nothing
    first: str = "name"


def _create_account(request: DeskRequest, tenant: Tenant, opened: Forms) -> object:
    return create_account(request, opened["form"])


def _create_no_reply(request: DeskRequest, tenant: Tenant, opened: Forms) -> object:
    return add_no_reply_address(tenant, **opened["form"].cleaned_data, by=request.user)


def _create_group(level: str, request: DeskRequest, tenant: Tenant, opened: Forms) -> object:
    values = dict(opened["form"].cleaned_data)
    return create_group(level, request, values.pop("place"), values)


def _create_category(request: DeskRequest, tenant: Tenant, opened: Forms) -> object:
    category = create_category(request, cast(NewCategoryForm, opened["form"]))
    groups = list(opened["groups_form"].cleaned_data["groups"])
    return assign_groups(category, groups, version=category.version, by=request.user) if groups else category


def _create_template(request: DeskRequest, tenant: Tenant, opened: Forms) -> object:
    return create_template(request, cast(NewTemplateForm, opened["form"])).template


def _group(level: str) -> Making:
    return Making("supervisor/groups/_general.html", partial(open_group, level), partial(_create_group, level))


def _sign_in(request: DeskRequest, tenant: Tenant) -> Mapping[str, Any]:
    return {"callback": callback_address(request), "by_person": False}


def _headings(request: DeskRequest, tenant: Tenant) -> Mapping[str, Any]:
    return {"main_categories": main_category_names(tenant.pk)}


FOLDER = "supervisor/tenants/assistant"
MAKINGS: dict[str, Making] = {
    "account": Making("supervisor/accounts/_general.html", open_account, _create_account, _sign_in, "address"),
    "no-reply": Making(f"{FOLDER}/_no_reply.html", open_no_reply, _create_no_reply, first="address"),
    "system-group": _group("system"),
    "supervisor-group": _group("supervisor"),
    "agent-group": _group("agent"),
    "category": Making(f"{FOLDER}/_category.html", open_category, _create_category, _headings),
    "template": Making("supervisor/reply_templates/_general.html", open_template, _create_template),
}
