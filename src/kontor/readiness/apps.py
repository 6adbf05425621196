from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "kontor.readiness"
    label = "readiness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The age of canaries is a figure for alarms."""
        from kontor.readiness.domain.canaries import minutes_since_success
        from kontor.reports.domain.raising import provide_figure
        from kontor.reports.enums import Measure

        provide_figure(Measure.CANARY, minutes_since_success)
