PY := .venv/bin/python
TESTS ?= tests
WORKERS ?= 2
STAGE ?= prod

.DEFAULT_GOAL := help
.PHONY: help run test test-real bench bench-quick check format lock openapi package policies clean environment dashboard screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment ## the whole system on this machine, with demo orders (PORT=8000, LOCAL_DIR=.local)
	@$(PY) -m tools run

test: environment ## every test that needs nothing but this checkout (TESTS=tests/unit for some of them)
	@$(if $(filter tests,$(TESTS)),$(PY) -m tools dashboard test)
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile -m "not real" $(TESTS)

test-real: environment ## import half a million real order lines and compare with the known answers
	@$(PY) -m pytest -m real -s $(TESTS)

bench: environment ## measure everything, beside other designs; write docs/benchmark (BENCH="--only reads,lag")
	@$(PY) -m tools bench $(BENCH)

bench-quick: environment ## counts and ratios beside the committed ones, in three minutes
	@$(PY) -m tools bench --quick $(BENCH)

check: environment ## format, lint, types, layers, templates, dashboard
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/cfn-lint $(filter-out infra/app.yaml,$(wildcard infra/*.yaml))
	@$(PY) -m tools dashboard check

format: environment ## mend what ruff can mend
	@.venv/bin/ruff check --fix-only .
	@.venv/bin/ruff format .

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

lock: environment ## write the lock files of Python and of Node again, from their .in (needs uv)
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
	@$(LOCK) tools/dashboard/node.in -o tools/dashboard/node.txt

dashboard: environment ## build the dashboard where it has changed, in dashboard/dist
	@$(PY) -m tools dashboard

screenshots: environment ## take the pictures in docs/screenshots again, from the demo orders (needs Chromium)
	@$(PY) -m tools.screenshots

clean: ## forget the environment, the local state and all caches
	@rm -rf .venv .local .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist dashboard/dist dashboard/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

package: environment ## what a deployment of the stage prod takes, in dist/ (STAGE=prod)
	@$(PY) -m tools.deployment.dist $(STAGE)

policies: environment ## write the policies of .chalice/ again, from infra/app.yaml
	@$(PY) -m tools.deployment.chalice_project

openapi: environment ## write docs/openapi.json again, and the dashboard's types
	@$(PY) -m tools openapi
	@$(PY) -m tools dashboard-types

environment:
	@tools/bootstrap
