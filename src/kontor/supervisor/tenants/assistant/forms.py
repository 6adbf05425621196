"""The forms of what is made on the way: those of its own mask, kept to this tenant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.domain.category_queries import groups_to_assign
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Category
from kontor.supervisor.accounts.opening_forms import general_form as account_form
from kontor.supervisor.categories.forms import GroupsForm, group_label
from kontor.supervisor.categories.forms import general_form as category_form
from kontor.supervisor.groups.access import LEVELS
from kontor.supervisor.groups.forms import group_form
from kontor.supervisor.reply_templates.forms import general_form as template_form
from kontor.supervisor.tenants.forms import NoReplyForm
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate

Forms = Mapping[str, forms.Form]
"""By the name under which the template finds them; the first one is ``form``."""


def open_account(request: DeskRequest, tenant: Tenant, data: Any) -> Forms:
    form = account_form(request, MailAccount(kind=AccountKind.INCOMING), data, None)
    _keep_to(form, "tenant", Tenant.objects.filter(pk=tenant.pk))
    fallback = cast("forms.ModelChoiceField[Category]", form.fields["fallback"])
    assert fallback.queryset is not None
    fallback.queryset = fallback.queryset.filter(tenant=tenant)
    return {"form": form}


def open_no_reply(request: DeskRequest, tenant: Tenant, data: Any) -> Forms:
    return {"form": NoReplyForm(data)}


def open_group(level: str, request: DeskRequest, tenant: Tenant, data: Any) -> Forms:
    form = group_form(level, request, LEVELS[level](), data, None)
    choice = cast("forms.ModelChoiceField[Any]", form.fields["place"])
    assert choice.queryset is not None
    own = {"pk": tenant.pk} if level == "system" else {"tenant": tenant}
    _keep_to(form, "place", choice.queryset.filter(**own))
    return {"form": form}


def open_category(request: DeskRequest, tenant: Tenant, data: Any) -> Forms:
    """With the agent groups that work on it, all of them to begin with."""
    form = category_form(request, Category(), data, None)
    _keep_to(form, "tenant", Tenant.objects.filter(pk=tenant.pk))
    rows = groups_to_assign(tenant.pk)
    groups = GroupsForm(data, initial={"groups": [group.pk for group in rows]})
    field = cast("forms.ModelMultipleChoiceField[AgentGroup]", groups.fields["groups"])
    field.queryset = rows
    field.label_from_instance = group_label  # type: ignore[assignment,method-assign]
    return {"form": form, "groups_form": groups}


def open_template(request: DeskRequest, tenant: Tenant, data: Any) -> Forms:
    form = template_form(request, ReplyTemplate(), data, None)
    _keep_to(form, "tenant", Tenant.objects.filter(pk=tenant.pk))
    return {"form": form}


def _keep_to(form: forms.Form, field: str, rows: QuerySet[Any]) -> None:
    """The choices are those of this tenant, one of them has to be; the first one is chosen."""
    choice = cast("forms.ModelChoiceField[Any]", form.fields[field])
    choice.queryset = rows
    choice.empty_label = None
    choice.required = True
    form.initial[field] = getattr(rows.first(), "pk", None)
