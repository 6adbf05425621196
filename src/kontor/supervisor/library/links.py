"""The way from a text to the pictures that it shows."""

from __future__ import annotations

from django.urls import reverse


def picture_address(place: str = "__name__") -> str:
    """Where a picture of the library is served, for editors: with a place for its id."""
    return f"{reverse('supervisor:library:content', args=[0]).replace('/0/', f'/{place}/')}?show=1"
