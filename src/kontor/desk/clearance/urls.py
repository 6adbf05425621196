"""/desk/clearance/: answers that wait for release (Freigabe)."""

from __future__ import annotations

from django.urls import path

from kontor.desk.clearance import letter, views

app_name = "clearance"

urlpatterns = [
    path("", views.waiting, name="list"),
    path("<int:clearance_id>/", views.show, name="show"),
    path("<int:clearance_id>/mail/", views.mail, name="mail"),
    path("<int:clearance_id>/letter/pages/", letter.pages, name="letter-pages"),
    path("<int:clearance_id>/letter/pdf/", letter.pdf, name="letter-pdf"),
    path("<int:clearance_id>/release/", views.release, name="release"),
    path("<int:clearance_id>/return/", views.give_back, name="return"),
    path("<int:clearance_id>/withdraw/", views.withdraw, name="withdraw"),
]
