from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "kontor.answers"
    label = "answers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What answers know of templates in use is told to ``texts``, and what is kept of a loan to ``routing``."""
        from kontor.answers.domain import template_uses  # noqa: F401
        from kontor.answers.domain.lent_drafts import keep_unsent_words
        from kontor.routing.domain.loans import when_loans_end

        when_loans_end(keep_unsent_words)
