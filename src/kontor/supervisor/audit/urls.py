from __future__ import annotations

from django.urls import path

from kontor.supervisor.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("<str:kind>/<int:object_id>/", views.of, name="of"),
]
