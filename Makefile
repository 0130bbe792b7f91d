# Every target sets itself up first; when all is in place that takes no time and no network.
PY := .venv/bin/python
.PHONY: setup run test check bench crash stateful browser flow-docs
.DEFAULT_GOAL := run

setup:
	@sh tools/setup.sh

run: setup  ## migrate, demo organisation, service on 127.0.0.1:8000
	@exec .venv/bin/zhengxun up --demo

test: setup  ## everything: a quarter of an hour on two cores
	@exec $(PY) -m tools.test

check: setup  ## format, lint, types, contracts, fast tests, below one minute
	@exec $(PY) -m tools.check

crash: setup  ## the long form of the crash tests: 200 kills
	@ZHENGXUN_TEST_KILLS=$${ZHENGXUN_TEST_KILLS:-200} exec $(PY) -m tools.test crash

stateful: setup  ## the state machines for ten minutes
	@HYPOTHESIS_PROFILE=long exec $(PY) -m tools.test stateful

browser: setup  ## the browser tests alone
	@exec $(PY) -m tools.test browser

bench: setup  ## ratios against other libraries of cryptography, of the marking gate, of typesetting, against other stacks on the same database
	@$(PY) -m bench.crypto
	@$(PY) -m bench.marking
	@$(PY) -m bench.typeset
	@exec $(PY) -m bench

flow-docs: setup  ## docs/flow.md from the workflow tables
	@exec .venv/bin/zhengxun flow-docs
