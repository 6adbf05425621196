import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0005_phone_tickets"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=8)),
                ("steps", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calls.phonesystem"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["system", "-id"], name="calls_linetest_system")],
            },
        ),
    ]
