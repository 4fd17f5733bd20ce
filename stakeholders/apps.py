from django.apps import AppConfig


class Stakeholders(AppConfig):
    name = "stakeholders"
