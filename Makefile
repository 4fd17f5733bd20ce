# Everything a newcomer needs: `make run` and `make test`.

PYTHON ?= python3
PYTHONS = $(PYTHON) python3.13 python3.12 python3.11 python3.14
OURS = .venv/bin/python
TE_VOET_BROWSER ?=
# More words for pytest, as in: make test ARGS="-k promises"
ARGS ?=
# Each core takes whole files, with a database of its own.
TEST = $(OURS) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: run test test-all lint lock messages bench clean install install-dev

run: install
	@$(OURS) -m config.launcher

test: install-dev
	@TE_VOET_BROWSER="$$($(FIND_BROWSER))" $(TEST) $(ARGS)

# Also what is slow: every language and state, whole starts, kills.
test-all: install-dev
	@TE_VOET_BROWSER="$$($(FIND_BROWSER))" $(TEST) -m "" $(ARGS)

FIND_BROWSER = $(OURS) config/testing/find_browser.py

lint: install-dev
	@$(OURS) -m ruff check .
	@$(OURS) -m ruff format --check .

# What requirements*.txt say, worked out for every Python and platform, with hashes.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	@for part in requirements requirements-dev; do \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --custom-compile-command "make lock" $$part.txt -o $$part.lock || exit 1; \
	done

messages: install-dev
	@command -v xgettext >/dev/null || { \
	    echo "make messages needs gettext (on Debian or Ubuntu: sudo apt-get install gettext)."; \
	    exit 1; }
	@$(MANAGE_ALONE) makemessages --locale nl --add-location file --no-wrap \
	    --ignore .venv --ignore var --ignore node_modules --ignore staticfiles
	@$(MANAGE_ALONE) portal_messages $(ARGS)

# Without a database, and without the translations of whoever runs this.
MANAGE_ALONE = SECRET_KEY=unused TE_VOET_ENV=test DATABASE_URL=postgres://nobody@/nowhere \
    TE_VOET_LOCALE=$(CURDIR)/locale $(OURS) manage.py

bench: install
	@$(OURS) -m bench $(ARGS)

# Your data in var/ stays.
clean:
	@rm -rf .venv staticfiles .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -not -path "./var/*" -prune -exec rm -rf {} +
	@! test -d var || echo "Your data is still in var/; remove that folder yourself to begin anew."

# The environment: made once, filled again when a lock changes ---------------------------------

install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/.installed: requirements.lock
.venv/.installed-dev: requirements-dev.lock

.venv/.installed .venv/.installed-dev:
	@$(MAKE_ENVIRONMENT)
	@echo "Installing what $< asks for."
	@if command -v uv >/dev/null; then \
	    uv pip install --quiet --python $(OURS) --require-hashes -r $<; \
	else \
	    $(OURS) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; \
	fi
	@touch $@

# A half-made or moved environment is made again. Without uv it must have pip.
MAKE_ENVIRONMENT = \
	if $(OURS) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	    { command -v uv >/dev/null || $(OURS) -m pip --version >/dev/null 2>&1; }; then exit 0; fi; \
	for python in $(PYTHONS); do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    if command -v uv >/dev/null; then exec uv venv --quiet --clear --python "$$python" .venv; fi; \
	    if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	        exec $$python -m venv --clear .venv; \
	    fi; \
	    version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    without_venv="$$without_venv python$$version-venv"; \
	done; \
	set -- $$without_venv; \
	if test -n "$$1"; then \
	    echo "Python's venv is missing; on Debian or Ubuntu: sudo apt-get install $$1"; \
	else \
	    echo "Te Voet needs Python 3.11 or newer; set PYTHON to it, as in: make run PYTHON=python3.12"; \
	fi; \
	exit 1
