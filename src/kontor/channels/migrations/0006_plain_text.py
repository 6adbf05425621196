from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_without_lease"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailaccount",
            name="plain_text",
            field=models.BooleanField(default=False, verbose_name="sends plain text only"),
        ),
    ]
