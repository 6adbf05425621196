"""The door to reply templates: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need
from kontor.texts.domain.template_queries import templates_in_scope
from kontor.texts.models import ReplyTemplate

READ, WRITE = "templates.read", "templates.write"


def get_template(request: DeskRequest, template_id: int, *, may: str) -> ReplyTemplate:
    """A living template with its tenant."""
    template = templates_in_scope().filter(pk=template_id).first()
    if template is None:
        raise Http404
    need(request, may, tenant_id=template.tenant_id)
    return template


def get_templates(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[ReplyTemplate]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, templates_in_scope(deleted=deleted).filter(pk__in=ids).order_by("pk"), may)
