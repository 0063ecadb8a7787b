# `make demo` and `make test` need Python 3.11 to 3.13 and nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WEIGHTS := $(VENV)/.weights
YOLO_VENV ?= .venv-yolo
S3_VENV ?= .venv-s3
OPENSIM_VENV ?= .venv-opensim
BUNDLE_VENV ?= .venv-bundle
SBOM_VENV ?= .venv-sbom

# Compiled files make each start of a command quicker; the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-all test-s3 test-yolo test-opensim fuzz words docs bundle sbom notice clean

demo: $(WEIGHTS)
	$(BIN)/midstance demo --out demo-report
	@echo "Open demo-report/report.html in a browser."

test: $(VENV)/.dev $(WEIGHTS)
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check

# Everything, also what takes minutes.
test-all: $(VENV)/.dev $(WEIGHTS)
	$(BIN)/python -m pytest -m "slow or not slow"

# About a minute of changed files for every reader and odd values for every setting.
fuzz: $(VENV)/.dev
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q tests/fuzz

# Texts of report and app into the catalogues of German and Spanish.
words: $(VENV)/.dev
	$(BIN)/python scripts/catalogues.py

# The documentation as pages, in `site`; a warning ends it.
docs: $(VENV)/.dev
	PYTHONPATH=scripts/site MIDSTANCE_GALLERY=1 NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
	@echo "Open site/index.html in a browser (its search needs a server: python -m http.server -d site)."

# Again when the version changes, too, which results and reports name.
$(VENV)/.core: pyproject.toml src/midstance/__init__.py
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "midstance needs Python 3.11 to 3.13, this is %d.%d; say which one to use: make PYTHON=python3.12" % v)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# What is used of torch and transformers is compiled sooner than all of them.
$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --no-compile --group dev
	touch $@

$(WEIGHTS): $(VENV)/.core
	$(BIN)/midstance weights fetch blazepose
	touch $@

# A server of S3 on this machine, beside the environment of `make test`.
test-s3: $(S3_VENV)/.s3
	$(S3_VENV)/bin/python -m pytest tests/batch/test_remote.py

$(S3_VENV)/.s3: pyproject.toml
	test -x $(S3_VENV)/bin/python || $(PYTHON) -m venv $(S3_VENV)
	$(S3_VENV)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(S3_VENV)/bin/python -m pip install --quiet --editable ".[s3]" --group test-s3
	touch $@

# Ultralytics and torchvision, several GB, beside the environment of `make test`.
test-yolo: $(YOLO_VENV)/.yolo
	YOLO_CONFIG_DIR="$(CURDIR)/$(YOLO_VENV)" $(YOLO_VENV)/bin/python -m pytest \
		-k "yolo or rcnn" tests/pose tests/training/test_train_pose_yolo.py

$(YOLO_VENV)/.yolo: pyproject.toml
	test -x $(YOLO_VENV)/bin/python || $(PYTHON) -m venv $(YOLO_VENV)
	$(YOLO_VENV)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(YOLO_VENV)/bin/python -m pip install --quiet --editable ".[yolo,rcnn]" --group test-yolo
	touch $@

# OpenSim's own library, 72 MB, beside the environment of `make test`.
test-opensim: $(OPENSIM_VENV)/.opensim
	$(OPENSIM_VENV)/bin/python -m pytest tests/formats/motion/test_opensim.py tests/pipeline/opensim tests/cli/test_opensim.py

$(OPENSIM_VENV)/.opensim: pyproject.toml
	test -x $(OPENSIM_VENV)/bin/python || $(PYTHON) -m venv $(OPENSIM_VENV)
	$(OPENSIM_VENV)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(OPENSIM_VENV)/bin/python -m pip install --quiet --editable ".[opensim]" --group test-opensim
	touch $@

# One folder that runs where no Python is: dist/midstance/midstance.
bundle: $(BUNDLE_VENV)/.bundle
	$(BUNDLE_VENV)/bin/pyinstaller --noconfirm --log-level WARN --workpath build/bundle scripts/bundle/midstance.spec
	$(BUNDLE_VENV)/bin/python scripts/licences.py --texts > dist/midstance/THIRD-PARTY.txt
	@echo "Run dist/midstance/midstance, or hand on the folder dist/midstance."

$(BUNDLE_VENV)/.bundle: pyproject.toml
	test -x $(BUNDLE_VENV)/bin/python || $(PYTHON) -m venv $(BUNDLE_VENV)
	$(BUNDLE_VENV)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BUNDLE_VENV)/bin/python -m pip install --quiet --editable . --group bundle
	$(BUNDLE_VENV)/bin/midstance weights fetch blazepose
	touch $@

# The list of parts of a plain install, in CycloneDX: dist/midstance.cdx.json. The tool
# that writes it has an environment of its own, so that it is not in the list.
sbom: $(SBOM_VENV)/.sbom
	mkdir -p dist
	version=$$($(SBOM_VENV)/bin/midstance --version | cut -d" " -f2) && \
		sed "s/^dynamic = .*/version = \"$$version\"/" pyproject.toml > $(SBOM_VENV)/pyproject.toml
	$(SBOM_VENV)/tool/bin/cyclonedx-py environment $(SBOM_VENV) --pyproject $(SBOM_VENV)/pyproject.toml \
		--output-reproducible --output-file dist/midstance.cdx.json

$(SBOM_VENV)/.sbom: pyproject.toml
	$(PYTHON) -m venv --clear $(SBOM_VENV)
	$(SBOM_VENV)/bin/python -m pip install --quiet .
	$(PYTHON) -m venv --clear $(SBOM_VENV)/tool
	$(SBOM_VENV)/tool/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(SBOM_VENV)/tool/bin/python -m pip install --quiet --group sbom
	touch $@

# Whose work ships with midstance, from scripts/attributions.toml and what is installed.
notice: $(VENV)/.dev
	$(BIN)/python scripts/notice.py

clean:
	rm -rf $(VENV) $(YOLO_VENV) $(S3_VENV) $(OPENSIM_VENV) $(BUNDLE_VENV) $(SBOM_VENV) demo-report site dist build
