"""Python loads this first in the programs a test starts: it moves their clock by DAYS_LATER days."""

import os
from datetime import UTC, datetime, timedelta

if days := float(os.environ.get("DAYS_LATER", "0")):
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True).start()
