from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "kontor.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.audit.domain.reasons import provide_asking
        from kontor.org.preferences import REASONS
        from kontor.preferences.domain.system import system_values

        provide_asking(lambda: REASONS.get(system_values()))
