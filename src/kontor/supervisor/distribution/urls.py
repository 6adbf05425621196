from __future__ import annotations

from django.urls import path

from kontor.supervisor.distribution import views

app_name = "distribution"
urlpatterns = [
    path("", views.outlooks, name="show"),
    path("<int:user_id>/state/", views.change_state, name="state"),
]
