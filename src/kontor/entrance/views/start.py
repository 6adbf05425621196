"""``/``: where this person's work begins."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kontor.entrance.doors import without_tenant
from kontor.entrance.eyes import seen_through_eyes
from kontor.org.middleware import DeskRequest
from kontor.tenants.scope import every_tenant

DESK, ADMINISTRATION, TENANTS = "/desk/", "/supervisor/", "/supervisor/tenants/"


@seen_through_eyes
@without_tenant
def start(request: DeskRequest) -> HttpResponse:
    """The desk, else the administration; the first tenant where there is none. Who has no role yet is told so."""
    access = request.access
    if "tenants.write" in access.installation and not every_tenant():
        return HttpResponseRedirect(TENANTS)
    if access.tenants and access.may_anywhere("desk.access"):
        return HttpResponseRedirect(DESK)
    if (access.tenants or access.installation) and access.may_anywhere("supervisor.access"):
        return HttpResponseRedirect(ADMINISTRATION)
    if not access.tenants:
        return HttpResponseRedirect(reverse("tenant-choice"))
    return render(request, "entrance/no_role.html")
