"""Hindi on the clock of a railway station: Django's 3:30 says not whether it is night or day."""

TIME_FORMAT = "H:i"
