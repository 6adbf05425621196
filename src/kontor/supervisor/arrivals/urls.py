from __future__ import annotations

from django.urls import include, path

from kontor.supervisor.arrivals import days, lists, placing, shadow, views

app_name = "arrivals"
urlpatterns = [
    path("journey/", include("kontor.supervisor.arrivals.journey.urls")),
    path("", lists.arrivals, name="list"),
    path("account/<int:account_id>/", days.days, name="days"),
    path("account/<int:account_id>/check/", days.check, name="check"),
    path("shadow/", shadow.runs, name="shadow"),
    path("shadow/<int:shadow_id>/", shadow.show, name="shadow-run"),
    path("shadow/<int:shadow_id>/cancel/", shadow.stop, name="shadow-cancel"),
    path("shadow/<int:shadow_id>/repair/", shadow.mend, name="shadow-repair"),
    path("shadow/<int:shadow_id>/take-back/", shadow.undo, name="shadow-take-back"),
    path("held/", lists.held, name="held"),
    path("held/again/", lists.again, name="again"),
    path("held/place/", placing.place, name="place"),
    path("held/leave/", lists.leave, name="leave"),
    path("held/<int:arrival_id>/", views.show, name="show"),
    path("held/<int:arrival_id>/ticket/", views.ticket, name="ticket"),
    path("held/<int:arrival_id>/to-ticket/", views.to_ticket, name="to-ticket"),
]
