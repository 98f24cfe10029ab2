# Every target explains itself: `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export OMP_WAIT_POLICY ?= PASSIVE
# CI sets PYTEST_ARGS; two workers fit two cores.
PYTEST_ARGS ?= -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help install demo spark run lab report retrain mlflow test lint types format docs bench wheel lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/installed ## Make the virtual environment, exactly as locked

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "leadscore needs Python 3.11 to 3.13; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: install ## Simulate a CRM and run the main job on it (some minutes, after the install)
	$(BIN)/leadscore simulate
	$(BIN)/leadscore run

spark: install ## Add what features on Spark need (430 MB; Java 17 must be there)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet --require-hashes --no-deps --no-build-isolation -r requirements-spark.lock

run: install ## Run the main job on what lies in data/
	$(BIN)/leadscore run

lab: install ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=. notebooks/10_data.ipynb

report: install ## Render the reports again
	$(BIN)/leadscore report

retrain: install ## Learn again and keep the champion unless a challenger is better
	$(BIN)/leadscore retrain

mlflow: install ## Look at every version in MLflow's own pages
	$(BIN)/mlflow ui --backend-store-uri sqlite:///mlruns/mlflow.db --port 5000

test: install ## Run every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: install ## Check style, types and the layers of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

types: install ## Check the types alone
	$(BIN)/mypy

format: install ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/nbstripout notebooks/*.ipynb

docs: install ## Check that the links of the documentation lead somewhere
	$(BIN)/python -m pytest tests/test_documentation.py

bench: install ## Measure time and memory beside what one would use otherwise
	$(BIN)/python -m benchmarks.features
	$(BIN)/python -m benchmarks.scoring

wheel: install ## Build the wheel into dist/
	$(BIN)/python -m build --no-isolation --wheel

lock: install ## Write requirements.lock anew from pyproject.toml (needs uv)
	printf 'pyspark>=4.0,<4.1\n' | uv pip compile - --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --output-file requirements-spark.lock
	uv pip compile pyproject.toml --group dev --extra postgres --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade \
		--no-emit-package nvidia-nccl-cu12 --no-emit-package nvidia-nccl-cu13 --output-file requirements.lock

clean: ## Remove what was built (data/ and mlruns/ stay)
	rm -rf $(VENV) .leadscore reports exports dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
