# One word for each thing a person does here. No target but `test` needs root,
# and that one only where a Debian package is missing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
BIN := .venv/bin/python
PIP := $(BIN) -m pip --disable-pip-version-check --quiet
FLASK := $(BIN) -m flask --app app

# The first interpreter that is new enough and can make an environment.
PYTHON ?= $(shell for p in python3.11 python3; do \
	if $$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$p; break; fi; done)

.PHONY: help run test bench soak lint format screenshot setup clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

run: .venv/.runs  ## set up everything, load the example year, serve it on 127.0.0.1 (PORT=8000)
	@$(FLASK) setup
	@ASSIST_TODAY=2025-12-31 $(FLASK) demo
	@ASSIST_TODAY=2025-12-31 PORT=$(PORT) exec $(BIN) -m gunicorn app:app

test:  ## set up everything, run every check
	@bash tests/machine/run.sh

bench: .venv/.tests  ## measure
	@$(BIN) -m bench

soak: .venv/.tests  ## long fault and load tests
	@$(BIN) -m bench.soak

lint: .venv/.tests  ## ruff, mypy, djlint, bandit
	@$(BIN) tests/machine/lint.py

format: .venv/.tests  ## lay out the code and sort the imports
	@$(BIN) -m ruff check --select I --fix --quiet .
	@$(BIN) -m ruff format .

screenshot: .venv/.tests  ## photograph the example year for the README
	@$(BIN) tests/machine/screenshots.py

setup: .venv/.runs  ## make the environment; create or upgrade the database
	@$(FLASK) setup

clean:  ## remove environment and caches; the data in instance/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say for which list of packages the environment was last filled.
.venv/.runs: requirements.txt | .venv/bin/python
	@echo "正在安装运行所需的软件包……"
	@$(PIP) install -r requirements.txt
	@touch $@

.venv/.tests: tests/requirements.txt requirements.txt | .venv/bin/python
	@echo "Installing what the program and its tests need …"
	@$(PIP) install -r tests/requirements.txt
	@touch .venv/.runs $@

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "需要 Python 3.11 以上版本及其 venv 模块。Debian 上请执行：apt-get install python3-venv；也可用 make PYTHON=/路径/python3.11 指定。" >&2; \
		exit 1; \
	fi
	@$(PYTHON) -m venv .venv
