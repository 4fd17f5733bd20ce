#!/usr/bin/env python
"""Django's command line. After `make run` it finds the embedded services by itself."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.environment import read_what_the_launcher_left

    read_what_the_launcher_left()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
