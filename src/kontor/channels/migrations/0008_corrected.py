from django.db import migrations, models


class Migration(migrations.Migration):
    """What failed before somebody changed an account says nothing about it any more."""

    dependencies = [("channels", "0007_folders_with_scans")]

    operations = [
        migrations.AddField(
            model_name="mailaccount",
            name="corrected_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
