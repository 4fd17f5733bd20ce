"""Files that a colleague adds: cleaned like those of a stakeholder, before anything is kept of them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue import attachments
from dialogue.attachments.several import all_cleaned


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A few files, each made to say nothing about who made it; cleans to a list of `Cleaned`."""

    def __init__(self, **kwargs):
        widget = FilesInput(attrs={"accept": attachments.accepts(takes_audio=False)})
        kwargs = {
            "widget": widget,
            "required": False,
            "help_text": gettext_lazy(
                "Three at most, of 10 MB each. We take out of them where, when and by whom they were made."
            ),
        } | kwargs
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(each) for each in data or []]
        # One byte more than we take is enough to see that it is too large.
        sent = [(file.name, file.read(attachments.LARGEST + 1)) for file in files]
        clean, refusals = all_cleaned(sent, takes_audio=False)
        if refusals:
            raise forms.ValidationError(refusals)
        return clean


def say_that_files_are_chosen_again(form, name):
    """A browser forgets the files of a form that comes back; the words stay."""
    if form.errors and form.files and not form.has_error(name):
        form.add_error(name, _("Your text is still here; choose your files again."))
