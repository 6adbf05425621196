from django.apps import AppConfig


class TenantFilesConfig(AppConfig):
    name = "kontor.tenant_files"
    label = "tenant_files"
    default_auto_field = "django.db.models.BigAutoField"
