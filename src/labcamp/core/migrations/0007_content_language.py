from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_letter_calendar'),
    ]

    operations = [
        migrations.AddField(
            model_name='instance',
            name='content_language',
            field=models.CharField(choices=[('de', 'Deutsch'), ('en', 'English')], default='de', help_text='of records that name no language of their own', max_length=5),
        ),
    ]
