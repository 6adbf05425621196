"""What the entrance puts into the account menu and the bar."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.entrance.views.eyes import banner
from kontor.entrance.views.state import state_menu
from kontor.org.domain.tenant_choice import ChosenTenant
from kontor.ui.context import provide_banner, provide_bar, provide_tenants
from kontor.ui.navigation import Place, register_places


def register() -> None:
    provide_tenants(_chosen)
    provide_bar(state_menu)
    provide_banner(banner)
    register_places(
        Place(
            "profile", _("Profile"), "profile", "account", icon="person", order=10, keywords="Profil Kennwort password"
        ),
        Place(
            "tenant-choice",
            _("Choose tenants"),
            "tenant-choice",
            "account",
            icon="swap",
            order=20,
            keywords="Mandant wechseln wählen switch tenant",
        ),
        Place("sign-out", _("Sign out"), "sign-out", "account", icon="lock", order=90, post=True, keywords="Abmelden"),
    )


def _chosen(request: HttpRequest) -> Sequence[ChosenTenant]:
    """As the request's scope has found them; it asks anyway."""
    return getattr(request, "tenants", [])
