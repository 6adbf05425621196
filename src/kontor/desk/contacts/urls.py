"""/desk/contacts/: the customers of the tenants one works for."""

from __future__ import annotations

from django.urls import path

from kontor.desk.contacts import making, postal, privacy, views

app_name = "contacts"

urlpatterns = [
    path("", views.contacts, name="list"),
    path("new/", making.new, name="new"),
    path("<int:customer_id>/", views.contact, name="show"),
    path("<int:customer_id>/address/", views.add, name="add-address"),
    path("<int:customer_id>/address/<int:address_id>/remove/", views.remove, name="remove-address"),
    path("<int:customer_id>/address/<int:address_id>/deliverable/", views.deliverable, name="deliverable"),
    path("<int:customer_id>/postal/", postal.add, name="add-postal"),
    path("<int:customer_id>/postal/place/", postal.place, name="postal-place"),
    path("<int:customer_id>/postal/<int:postal_id>/", postal.change, name="change-postal"),
    path("<int:customer_id>/postal/<int:postal_id>/delete/", postal.delete, name="delete-postal"),
    path("<int:customer_id>/postal/<int:postal_id>/default/", postal.default, name="default-postal"),
    path("<int:customer_id>/postal/<int:postal_id>/undeliverable/", postal.undeliverable, name="undeliverable-postal"),
    path("<int:customer_id>/postal/<int:postal_id>/deliverable/", postal.deliverable, name="deliverable-postal"),
    path("<int:customer_id>/privacy/", privacy.privacy, name="privacy"),
    path("<int:customer_id>/privacy/disclose/", privacy.disclose, name="disclose"),
    path("<int:customer_id>/privacy/file/<int:disclosure_id>/", privacy.disclosed, name="disclosed"),
    path("<int:customer_id>/privacy/erase/", privacy.erase, name="erase"),
    path("<int:customer_id>/privacy/hold/", privacy.hold, name="hold"),
    path("<int:customer_id>/link/", views.link, name="link"),
    path("<int:customer_id>/unlink/<int:other_id>/", views.unlink, name="unlink"),
]
