from django.apps import AppConfig


class SpellingConfig(AppConfig):
    name = "kontor.spelling"
    label = "spelling"
    default_auto_field = "django.db.models.BigAutoField"
