from __future__ import annotations

from django.urls import path

from kontor.supervisor.arrivals.journey import views

urlpatterns = [
    path("", views.search, name="journeys"),
    path("message/<int:message_id>/", views.message, name="journey-of-message"),
    path("<int:arrival_id>/", views.arrival, name="journey"),
]
