# The README needs only `make run` and `make test`.
.PHONY: install run test check bench soak lock

install:
	@bin/install

run: install
	@. bin/environment && exec kontor run

test:
	@bin/test

check:
	@bin/check

bench:
	@bin/install dev
	@. bin/environment && exec python -m benchmarks

soak:
	@bin/test --soak

# After a change of the dependencies in pyproject.toml.
lock:
	@bin/lock
