from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PreferencesConfig(AppConfig):
    name = "kontor.preferences"
    label = "preferences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every setting is declared from the start, whatever has been imported by then."""
        autodiscover_modules("preferences")
