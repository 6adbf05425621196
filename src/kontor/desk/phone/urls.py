"""/desk/phone/: the person's calls, and placing one."""

from __future__ import annotations

from django.urls import path

from kontor.desk.phone import dialling, tickets, views

app_name = "phone"

urlpatterns = [
    path("", dialling.dial, name="dial"),
    path("calls/", views.calls, name="calls"),
    path("<int:own_call_id>/hang-up/", views.hang_up, name="hang-up"),
    path("<int:own_call_id>/over/", views.over, name="over"),
    path("<int:own_call_id>/hold/", views.hold, name="hold"),
    path("<int:own_call_id>/resume/", views.resume, name="resume"),
    path("<int:own_call_id>/transfer/", views.transfer, name="transfer"),
    path("<int:own_call_id>/note/", views.note, name="note"),
    path("<int:own_call_id>/finish/", views.finish, name="finish"),
    path("<int:own_call_id>/ticket/", tickets.ticket, name="ticket"),
    path("<int:own_call_id>/attach/", tickets.attach, name="attach"),
    path("<int:own_call_id>/decline/", tickets.decline, name="decline"),
    path("<int:own_call_id>/customer/", tickets.customer, name="customer"),
    path("<int:own_call_id>/customer/new/", tickets.new_customer, name="new-customer"),
]
