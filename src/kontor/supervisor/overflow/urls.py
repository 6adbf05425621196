from __future__ import annotations

from django.urls import path

from kontor.supervisor.overflow import lists, views

app_name = "overflow"
urlpatterns = [
    path("", lists.agreements, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:agreement_id>/", views.show, name="show"),
    path("<int:agreement_id>/terms/", views.terms, name="terms"),
    path("<int:agreement_id>/confirm/", views.agree, name="confirm"),
    path("<int:agreement_id>/withdraw/", views.disagree, name="withdraw"),
    path("<int:agreement_id>/on/", views.turn_on, name="on"),
    path("<int:agreement_id>/off/", views.turn_off, name="off"),
]
