from django.apps import AppConfig


class Dialogue(AppConfig):
    name = "dialogue"
