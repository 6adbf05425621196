"""Addresses of the tab for letters, and how its pages are read."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kontor.tenants.models import Tenant


def tab(tenant: Tenant) -> str:
    return reverse("supervisor:tenants:tab", args=[tenant.pk, "pdf"])


def at(name: str, *arguments: Any) -> str:
    return reverse(f"supervisor:tenants:pdf:{name}", args=arguments)


def content(response: Any) -> str:
    return " ".join(response.content.decode().split())
