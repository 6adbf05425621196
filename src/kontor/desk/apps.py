from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kontor.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the desk's places known."""
        from kontor.desk.navigation import register

        register()
