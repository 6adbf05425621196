from __future__ import annotations

from django.urls import include, path

from kontor.supervisor.tenants import call_connector, lists, no_reply, phone_tickets, trial_calls, views
from kontor.supervisor.tenants.assistant import returning
from kontor.supervisor.tenants.assistant import views as assistant
from kontor.supervisor.tenants.like import views as like
from kontor.supervisor.tenants.readiness import letters, tab, trials

app_name = "tenants"
urlpatterns = [
    path("", lists.tenants, name="list"),
    path("new/", views.new, name="new"),
    path("assistant/", assistant.start, name="assistant-start"),
    path("assistant/leave/", returning.leave, name="assistant-leave"),
    path("like/", like.choose, name="like-choose"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("<int:tenant_id>/", views.edit, name="edit"),
    path("<int:tenant_id>/assistant/", assistant.resume, name="assistant"),
    path("<int:tenant_id>/assistant/<slug:step>/", assistant.show, name="assistant-step"),
    path("<int:tenant_id>/like/", like.like, name="like"),
    path("<int:tenant_id>/no-reply/add/", no_reply.add, name="no-reply-add"),
    path("<int:tenant_id>/no-reply/<int:address_id>/default/", no_reply.default, name="no-reply-default"),
    path("<int:tenant_id>/no-reply/<int:address_id>/change/", no_reply.change, name="no-reply-change"),
    path("<int:tenant_id>/no-reply/<int:address_id>/remove/", no_reply.remove, name="no-reply-remove"),
    path("<int:tenant_id>/test-call/", trial_calls.begin, name="test-call"),
    path("<int:tenant_id>/test-call/<int:call_id>/", trial_calls.progress, name="test-call-progress"),
    path("<int:tenant_id>/subject/", phone_tickets.subject, name="subject"),
    path("<int:tenant_id>/dialled/", call_connector.dialled, name="dialled"),
    path("<int:tenant_id>/readiness/checks/", tab.checks, name="checks"),
    path("<int:tenant_id>/readiness/letters/", letters.attempt, name="try-letters"),
    path("<int:tenant_id>/readiness/trial/", trials.begin, name="trial"),
    path("<int:tenant_id>/readiness/trial/progress/", trials.progress, name="trial-progress"),
    path("<int:tenant_id>/pdf/", include("kontor.supervisor.tenants.pdf.urls")),
    path("<int:tenant_id>/<slug:tab>/", views.edit, name="tab"),
]
