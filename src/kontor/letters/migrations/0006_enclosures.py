from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0005_postage_abroad"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingletter",
            name="listed",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
