from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0007_batches_by_directory"),
    ]

    operations = [
        migrations.AddField(model_name="stylesheet", name="broken_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="stylesheet",
            name="broken_kind",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="stylesheet",
            name="broken_values",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(model_name="stylesheet", name="good_css", field=models.TextField(blank=True)),
        migrations.AddField(model_name="stylesheet", name="good_version", field=models.PositiveIntegerField(null=True)),
    ]
