from django.db import migrations, models

CURRENCY = models.CharField(default="EUR", max_length=3)


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0006_enclosures"),
    ]

    operations = [
        migrations.AddField(model_name="outgoingletter", name="currency", field=CURRENCY),
        migrations.AddField(model_name="printbatch", name="currency", field=CURRENCY.clone()),
        migrations.AddField(
            model_name="printbatch",
            name="own_directory",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="printbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("writing", "Is being written for print"),
                    ("handed", "Handed to print"),
                    ("confirmed", "Printed, says the print service"),
                    ("failed", "Could not be handed to print"),
                    ("recalling", "Is being recalled"),
                    ("recalled", "Recalled"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="printbatch", name="letters_batch_one_open"),
        migrations.AddConstraint(
            model_name="printbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("tenant", "day", "own_directory"),
                name="letters_batch_one_open",
            ),
        ),
    ]
