"""/desk/figures/: what one did oneself."""

from __future__ import annotations

from django.urls import path

from kontor.desk.figures import views

app_name = "figures"

urlpatterns = [
    path("", views.figures, name="show"),
    path("<str:period>/<str:figure>/", views.behind, name="behind"),
]
