from __future__ import annotations

from django.urls import path

from kontor.supervisor.phone_systems import held, lists, rows, testing, token, views

app_name = "phone-systems"
urlpatterns = [
    path("", lists.phone_systems, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("<int:system_id>/", views.edit, name="edit"),
    path("<int:system_id>/token/", token.renew, name="token"),
    path("<int:system_id>/test/", testing.begin, name="test"),
    path("<int:system_id>/test/progress/", testing.progress, name="test-progress"),
    path("<int:system_id>/trunks/", rows.trunks, name="trunks"),
    path("<int:system_id>/trunks/<int:trunk_id>/remove/", rows.remove_trunk_view, name="trunk-remove"),
    path("<int:system_id>/numbers/", rows.numbers, name="numbers"),
    path("<int:system_id>/numbers/<int:number_id>/remove/", rows.remove_number_view, name="number-remove"),
    path("<int:system_id>/held/<int:held_id>/give/", held.give_call, name="give"),
    path("<int:system_id>/<slug:tab>/", views.edit, name="tab"),
]
