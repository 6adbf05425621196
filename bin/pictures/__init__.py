"""The pictures of the manual, part by part; `bin/manual-pictures` takes them."""
