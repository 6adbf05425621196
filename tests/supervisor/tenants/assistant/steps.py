"""The steps of the assistant, and what is entered in them."""

from __future__ import annotations

from django.urls import reverse

from kontor.tenants.models import Tenant

START = "/supervisor/tenants/assistant/"


ACCOUNT = {
    "address": "service@alpina.example",
    "name": "Service",
    "active": "on",
    "protocol": "imap",
    "host": "imap.alpina.example",
    "security": "tls",
    "auth": "password",
    "username": "service",
    "password": "geheim",
    "smtp_host": "smtp.alpina.example",
    "smtp_security": "tls",
    "after_fetch": "leave",
    "weight_in": "3",
    "weight_out": "3",
}


def step(tenant: Tenant, key: str) -> str:
    return reverse("supervisor:tenants:assistant-step", args=[tenant.pk, key])
