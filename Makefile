# One door to everything. Thin over CMake and tools/dev; `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

JOBS ?= $(shell nproc)
BUILD := build
CMAKE_BUILD := cmake --build
# Narrow a run: make test FILTER=Store, make fuzz TARGET=json_fuzz SECONDS=60, make golden CASE=poster
FILTER ?=
TARGET ?= json_fuzz
SECONDS_MAX ?= 60
CASE ?=
SEED ?= 1

.PHONY: help install install-test build run test test-cpp test-web check format tidy layers asan tsan \
        fuzz sim bench golden rebaseline demo web clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n",$$1,$$2}'

install: ## install what building and running need (Debian packages)
	@tools/dev/install.sh run

install-test: ## install what the tests need as well
	@tools/dev/install.sh test

$(BUILD)/build.ninja: | install
	@cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release $(if $(REFIT_TESTS),-DREFIT_TESTS=$(REFIT_TESTS)) >$(BUILD).log 2>&1 \
	  && mkdir -p $(BUILD) && mv $(BUILD).log $(BUILD)/configure.log || { cat $(BUILD).log; exit 1; }

build: $(BUILD)/build.ninja ## build/refit and build/refit-bench
	@$(CMAKE_BUILD) $(BUILD) -j $(JOBS) --target refit refit-bench

run: build ## install, build and serve on http://localhost:8080
	@exec $(BUILD)/refit serve

test: install-test $(BUILD)/build.ninja ## install, build and run every test
	@$(CMAKE_BUILD) $(BUILD) -j $(JOBS)
	@$(MAKE) --no-print-directory layers test-cpp test-web

test-cpp: ## the C++ tests (unit, vectors, contract, simulation, end to end); FILTER=regex
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS) --timeout 600 $(if $(FILTER),-R '$(FILTER)')

test-web: ## the dashboard, packages, browser and snippet tests
	@tools/dev/test_web.sh $(CURDIR)/$(BUILD)/refit

check: install-test $(BUILD)/build.ninja ## format, layers, tidy on changed files, C++ tests
	@tools/dev/format.sh --check
	@$(MAKE) --no-print-directory layers
	@tools/dev/tidy.sh $(BUILD) changed
	@$(CMAKE_BUILD) $(BUILD) -j $(JOBS)
	@$(MAKE) --no-print-directory test-cpp

format: ## rewrite the sources as .clang-format says
	@tools/dev/format.sh --write

tidy: $(BUILD)/build.ninja ## clang-tidy over every source
	@tools/dev/tidy.sh $(BUILD) all

layers: ## the layering and size lint
	@python3 tools/lint/house.py

asan: install-test ## C++ tests under AddressSanitizer and UBSan; FILTER=regex
	@tools/dev/sanitize.sh address,undefined build-asan '$(FILTER)'

tsan: install-test ## C++ tests under ThreadSanitizer; FILTER=regex
	@tools/dev/sanitize.sh thread build-tsan '$(FILTER)'

fuzz: install-test ## libFuzzer: TARGET=json_fuzz SECONDS_MAX=60
	@tools/dev/fuzz.sh '$(TARGET)' '$(SECONDS_MAX)'

sim: build ## the simulated users against the real services; SEED=1
	@ctest --test-dir $(BUILD) --output-on-failure -R 'learning|[Ss]imulat|null'

bench: build ## every benchmark, results to bench/results
	@tools/dev/bench.sh $(BUILD)

golden: $(BUILD)/build.ninja ## the golden layout cases; CASE=name
	@$(CMAKE_BUILD) $(BUILD) -j $(JOBS) --target refit_layout_test
	@REFIT_GOLDEN_CASE='$(CASE)' $(BUILD)/refit_layout_test --gtest_filter='Golden*'

rebaseline: $(BUILD)/build.ninja ## rewrite golden results; CASE=name
	@$(CMAKE_BUILD) $(BUILD) -j $(JOBS) --target refit_layout_test
	@REFIT_REBASELINE=1 REFIT_GOLDEN_CASE='$(CASE)' $(BUILD)/refit_layout_test --gtest_filter='Golden*'

demo: build ## resize sample designs from the command line, with pictures in out/demo
	@tools/dev/demo.sh $(BUILD)/refit out/demo

web: ## rebuild the checked-in front end (needs Node 18 or newer)
	@npm ci --no-audit --no-fund && npm run build

clean: ## remove everything built
	@rm -rf build build-asan build-tsan build-fuzz out node_modules packages/*/node_modules web/node_modules
