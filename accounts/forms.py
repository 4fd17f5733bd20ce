"""What people say about themselves."""

from django import forms

from accounts.models import User


class MyselfForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]
