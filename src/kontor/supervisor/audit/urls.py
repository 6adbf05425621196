from __future__ import annotations

from django.urls import path

from kontor.supervisor.audit import exports, views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("chains/", views.chains, name="chains"),
    path("export/", exports.export, name="export"),
    path("<str:kind>/<int:object_id>/", views.of, name="of"),
]
