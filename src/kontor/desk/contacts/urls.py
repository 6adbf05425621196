"""/desk/contacts/: the customers of the tenants one works for."""

from __future__ import annotations

from django.urls import path

from kontor.desk.contacts import views

app_name = "contacts"

urlpatterns = [
    path("", views.contacts, name="list"),
    path("<int:customer_id>/", views.contact, name="show"),
    path("<int:customer_id>/address/", views.add, name="add-address"),
    path("<int:customer_id>/address/<int:address_id>/remove/", views.remove, name="remove-address"),
    path("<int:customer_id>/address/<int:address_id>/deliverable/", views.deliverable, name="deliverable"),
    path("<int:customer_id>/link/", views.link, name="link"),
    path("<int:customer_id>/unlink/<int:other_id>/", views.unlink, name="unlink"),
]
