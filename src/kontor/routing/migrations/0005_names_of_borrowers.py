from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_loans")]

    operations = [
        migrations.AddField(
            model_name="loan", name="borrower_name", field=models.CharField(db_default="", max_length=120)
        ),
        migrations.AddField(
            model_name="loan", name="borrower_code", field=models.CharField(db_default="", max_length=8)
        ),
    ]
