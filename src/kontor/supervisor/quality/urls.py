from __future__ import annotations

from django.urls import path

from kontor.supervisor.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.samples, name="list"),
    path("<int:sample_id>/", views.review, name="review"),
    path("<int:sample_id>/take-back/", views.take_back, name="take-back"),
]
