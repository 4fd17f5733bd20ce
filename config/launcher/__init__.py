"""What `make run` starts: database, broker, both sites, worker and beat, in one terminal.

Whatever dies is started again, whatever is left ends with the launcher, and the terminal shows
sentences for people. What the parts themselves say is in `var/log`.
"""

from config.launcher.launcher import Launcher

__all__ = ["Launcher"]
