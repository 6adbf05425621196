"""Takes our own tenant filters away, one by one, and sees whether a test notices. Not part of `make test`."""
