"""Print the path of a Chromium that starts on this machine, getting one when there is none.

Looks at TE_VOET_BROWSER, at the machine, at Playwright's own; then asks Playwright to fetch one; then,
as root on Debian and its like, apt. Says in one sentence what to do when all of that fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PATIENCE = 900
NO_BROWSER = (
    "No Chromium starts on this machine, so the tests that need a browser cannot run. "
    "Install it (on Debian or Ubuntu: sudo apt-get install chromium), "
    "or set TE_VOET_BROWSER to its path."
)


def starts(browser):
    """A path is not enough: libraries may be missing, and Ubuntu's is a stub without snap."""
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        tried = subprocess.run(command, check=False, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0 and b"<html>" in tried.stdout


def browsers_of_the_machine():
    chosen = os.environ.get("TE_VOET_BROWSER")
    return [*filter(None, [chosen, *map(shutil.which, NAMES)]), *APPLICATIONS]


def browser_of_playwright():
    """Where Playwright would put its own, or None."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def run_quietly(command):
    """Whether it worked; what it says is for those who wait, not for our output."""
    try:
        tried = subprocess.run(command, check=False, stdout=sys.stderr, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def let_playwright_fetch_one():
    return run_quietly([sys.executable, "-m", "playwright", "install", "chromium"])


def let_apt_fetch_one():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    run_quietly(["apt-get", "update", "-qq"])
    return run_quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])


def first_that_starts():
    found = [*browsers_of_the_machine(), browser_of_playwright()]
    return next((browser for browser in found if browser and starts(browser)), None)


def find_browser():
    """The path, or None; fetches one at most once in each way."""
    if browser := first_that_starts():
        return browser
    for fetch in (let_playwright_fetch_one, let_apt_fetch_one):
        if fetch() and (browser := first_that_starts()):
            return browser
    return None


def main():
    browser = find_browser()
    if browser is None:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
