# Thin: each target calls one script or tool. From a bare checkout any of them sets up what it needs.
.PHONY: demo test quick check bench i18n torture

demo:
	@packaging/setup.sh run
	@.venv/bin/packbench demo

test:
	@packaging/setup.sh test
	@packaging/check.sh
	@packaging/test.sh

quick:
	@packaging/setup.sh test
	@packaging/check.sh
	@.venv/bin/python packaging/quick.py

check:
	@packaging/setup.sh test
	@packaging/check.sh

i18n:
	@packaging/setup.sh test
	@packaging/extract.sh

bench:
	@packaging/setup.sh test
	@PYTHONPATH=tests .venv/bin/python tests/helpers/postgres_server.py --durable .venv/bin/python -m bench.run

torture:
	@packaging/setup.sh test
	@PYTHONPATH=tests .venv/bin/python -m torture.run --minutes $(or $(MINUTES),2)
