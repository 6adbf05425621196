from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "kontor.answers"
    label = "answers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What answers know of templates in use is told to ``texts``."""
        from kontor.answers.domain import template_uses  # noqa: F401
