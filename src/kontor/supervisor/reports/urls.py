from __future__ import annotations

from django.urls import path

from kontor.supervisor.reports import sheet, views

app_name = "reports"
urlpatterns = [
    path("", views.show, name="show"),
    path("figures/", sheet.figures_file, name="figures"),
]
