from django.apps import AppConfig


class Trust(AppConfig):
    name = "trust"
