"""A language model that needs no key: for demos and tests."""
