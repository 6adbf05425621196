from __future__ import annotations

from django.urls import path

from kontor.supervisor.board import sheet, views

app_name = "board"
urlpatterns = [
    path("", views.show, name="show"),
    path("wall/", views.wall, name="wall"),
    path("figures/", sheet.figures_file, name="figures"),
    path("tickets/", views.tickets, name="tickets"),
]
