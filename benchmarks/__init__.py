"""How fast it is, against the design that this project grew from: `make bench`."""
