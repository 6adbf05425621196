from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "kontor.entrance"
    label = "entrance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the account menu together."""
        from kontor.entrance import navigation
        from kontor.entrance.views.profile import register_tabs

        navigation.register()
        register_tabs()
