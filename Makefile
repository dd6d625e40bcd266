# Two commands: `make book` builds the book, `make test` tests everything. `make help` lists the others.
# Written for any make, macOS's 3.81 included; the work is done in lib/.

unexport PYTHONPATH PYTHONHOME
export PYTHONNOUSERSITE = 1

# The first Python from 3.11 to 3.13; python3 if there is none, which then explains what is wrong.
SUITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c '$(SUITS)' >/dev/null 2>&1; then echo $$p; exit; fi; done; echo python3)
VENV = .venv/bin/python
PORT = 8000
# A module's tests stay together, because they share what they build.
PYTEST_ARGS = -n auto --maxprocesses 4 --dist loadfile
NAME =
TRACK =
V =
export V

.PHONY: book test serve clean lock pair chapter dry-run env help

book: env
	@$(VENV) -m lib.build book

test: env
	@$(VENV) -m pytest $(PYTEST_ARGS)

serve:
	@test -f book/_build/html/index.html || { echo "error: no book yet; run make book first" >&2; exit 1; }
	@echo "http://localhost:$(PORT) (Ctrl-C ends)"
	@$(VENV) -m http.server $(PORT) --bind 127.0.0.1 --directory book/_build/html

chapter: env
	@test -n "$(NAME)" || { echo "error: say which, e.g. make chapter NAME=maritime/05; there are:" >&2; \
		$(VENV) -m lib.chapters list >&2; exit 1; }
	@$(VENV) -m lib.build "$(NAME)" $(if $(TRACK),-p track "$(TRACK)")

dry-run: env
	@$(VENV) -m lib.build book --dry-run

pair: env
	@$(VENV) -m lib.chapters pair

clean:
	rm -rf book/_build book/chapters book/generated results .snakemake

UV_LOCK = $(VENV) -m uv pip compile pyproject.toml --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet

# The extra scale (Spark) has a lock of its own: everything of the first that it shares, in the same versions.
lock: env
	@$(UV_LOCK) --extra test -o requirements.txt
	@$(UV_LOCK) --extra scale --constraint requirements.txt -o requirements-scale.txt

env:
	@command -v $(PYTHON) >/dev/null || { echo "error: no python3; install Python 3.11, 3.12 or 3.13" >&2; exit 1; }
	@$(PYTHON) -c '$(SUITS)' || { $(PYTHON) --version >&2; \
		echo "error: Python 3.11, 3.12 or 3.13 is needed; install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
		exit 1; }
	@$(PYTHON) -I lib/environment.py

help:
	@echo "make book                     build the book (book/_build/html/index.html)"
	@echo "make test                     run the tests; PYTEST_ARGS=... passes through"
	@echo "make serve                    show the built book on http://localhost:8000 (PORT=...)"
	@echo "make chapter NAME=maritime/05 run one chapter and what it needs; TRACK=original uses your own data"
	@echo "make dry-run                  say what make book would run, and why"
	@echo "make pair                     write the notebook beside every chapter's script"
	@echo "make clean                    remove everything built"
	@echo "make lock                     write requirements.txt anew from pyproject.toml"
	@echo "V=1                           show Snakemake's messages"
