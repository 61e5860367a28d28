# Everything that a person or a CI job calls. The work is done in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build, make a small demo database if there is none, serve it on http://127.0.0.1:8787
	@scripts/run.sh

test: ## everything: format, lints, tests, docs, package, oracle, README, licences
	@scripts/test.sh

lint: ## format and lints alone
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy --package mediaop-core --no-default-features --locked -- -D warnings

bench: ## times, memory and growth beside peers, as ratios
	@scripts/bench.sh
