from __future__ import annotations

from django.urls import path

from kontor.supervisor.system import views

app_name = "system"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("<slug:tab>/", views.settings, name="tab"),
]
