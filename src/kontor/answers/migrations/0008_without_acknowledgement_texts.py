from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("answers", "0007_acknowledgements_are_templates")]

    operations = [migrations.DeleteModel("AcknowledgementText")]
