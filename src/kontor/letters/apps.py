from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "kontor.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What letters know of a template travels along in template sets."""
        from kontor.letters.domain.template_exchange import LETTER
        from kontor.texts.domain.exchange_parts import travels_along

        travels_along(LETTER)
