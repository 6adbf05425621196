from django.db import migrations, models


class Migration(migrations.Migration):
    """What each side of an agreement is shown of the other one, whose rows it does not see."""

    dependencies = [("escalations", "0001_initial")]

    operations = [
        migrations.AddField(
            "agreement", "lender_name", models.CharField(default="", max_length=120), preserve_default=False
        ),
        migrations.AddField(
            "agreement", "lender_code", models.CharField(default="", max_length=8), preserve_default=False
        ),
        migrations.AddField(
            "agreement", "borrower_name", models.CharField(default="", max_length=120), preserve_default=False
        ),
        migrations.AddField(
            "agreement", "borrower_code", models.CharField(default="", max_length=8), preserve_default=False
        ),
        migrations.AddField(
            "agreement", "category_name", models.CharField(default="", max_length=120), preserve_default=False
        ),
        migrations.AddField("agreement", "lender_colour", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("agreement", "borrower_colour", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("agreement", "accepts_name", models.CharField(blank=True, max_length=120)),
        migrations.AlterField(
            "agreement",
            "measure",
            models.CharField(
                choices=[
                    ("open", "number of waiting requests"),
                    ("oldest", "age of the oldest waiting request, in minutes of working time"),
                    ("late_share", "share of open requests beyond their target, in percent"),
                    ("forecast", "minutes until the number is reached at the present speed"),
                ],
                default="open",
                max_length=12,
                verbose_name="backlog",
            ),
        ),
    ]
