from __future__ import annotations

from django.urls import path

from kontor.supervisor.breaks import views

app_name = "breaks"
urlpatterns = [
    path("", views.reasons, name="list"),
    path("<int:reason_id>/delete/", views.delete, name="delete"),
]
