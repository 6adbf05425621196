from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="businesscalendar",
            options={"ordering": ["sort_key"], "verbose_name": "business hours"},
        ),
        migrations.AlterModelOptions(
            name="servicelevel",
            options={"ordering": ["sort_key"], "verbose_name": "service level"},
        ),
        migrations.RemoveField(
            model_name="calendarversion",
            name="time_zone",
        ),
        migrations.AddField(
            model_name="businesscalendar",
            name="time_zone",
            field=models.CharField(default="Europe/Berlin", max_length=64, verbose_name="time zone"),
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="catholic",
            field=models.BooleanField(default=False, verbose_name="Catholic holidays too"),
        ),
        migrations.AlterField(
            model_name="calendarexception",
            name="hours",
            field=models.JSONField(blank=True, default=list, verbose_name="hours"),
        ),
        migrations.AlterField(
            model_name="calendarversion",
            name="holidays_worked",
            field=models.JSONField(blank=True, default=list, verbose_name="holidays that are worked"),
        ),
        migrations.AlterField(
            model_name="calendarversion",
            name="week",
            field=models.JSONField(default=dict, verbose_name="hours of the week"),
        ),
    ]
