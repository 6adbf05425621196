"""/supervisor/effective/: what is in force, for whom, and where it comes from."""

from __future__ import annotations

from django.urls import path

from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, USER
from kontor.supervisor.effective import changing, views
from kontor.supervisor.effective.access import ACCOUNT

app_name = "effective"
PLACES = {
    SYSTEM: "system/",
    TENANT: "tenant/<int:tenant_id>/",
    CATEGORY: "category/<int:category_id>/",
    ACCOUNT: "account/<int:account_id>/",
    USER: "user/<int:user_id>/",
}
urlpatterns = [
    path("", views.find, name="find"),
    path("where/<slug:setting>/", views.where, name="where"),
    *(path(place, views.show, {"kind": kind}, name=kind) for kind, place in PLACES.items()),
    *(
        path(f"{place}<slug:setting>/", changing.change, {"kind": kind}, name=f"{kind}-change")
        for kind, place in PLACES.items()
        if kind != ACCOUNT
    ),
]
