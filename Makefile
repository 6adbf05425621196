# The README needs only `make run` and `make test`.
.PHONY: install run test check bench soak mutation lock

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

# Takes our tenant filters away one by one and runs the tests that concern them; goes on where it was stopped.
mutation:
	@bin/install dev
	@. bin/environment && python -m tests.mutation.tenant_filters; filters=$$?; \
	. bin/environment && python -m tests.mutation.rooms && exit $$filters

# After a change of the dependencies in pyproject.toml.
lock:
	@bin/lock
