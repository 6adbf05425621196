from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "kontor.tenants"
    label = "tenants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.kernel.moments import read_moments_quickly
        from kontor.kernel.number_lists import write_numbers_quickly

        read_moments_quickly()
        write_numbers_quickly()
