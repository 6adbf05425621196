"""/supervisor/privacy/: what was erased, what is held, what the retention would erase."""

from __future__ import annotations

from django.urls import path

from kontor.supervisor.privacy import holds, lists, views

app_name = "privacy"
urlpatterns = [
    path("", lists.erasures, name="list"),
    path("<int:erasure_id>/", views.show, name="show"),
    path("<int:erasure_id>/certificate/", views.certificate, name="certificate"),
    path("<int:erasure_id>/certificate.pdf", views.certificate_pdf, name="certificate-pdf"),
    path("<int:erasure_id>/cancel/", views.cancel, name="cancel"),
    path("holds/", lists.holds, name="holds"),
    path("holds/new/", holds.new, name="new-hold"),
    path("holds/lift/", lists.lift, name="lift"),
    path("retention/", views.tenants, name="tenants"),
    path("retention/<int:tenant_id>/", views.retention, name="retention"),
]
