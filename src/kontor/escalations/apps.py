from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "kontor.escalations"
    label = "escalations"
    default_auto_field = "django.db.models.BigAutoField"
