from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kontor.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.ui.field_words import say_in_our_words

        say_in_our_words()
