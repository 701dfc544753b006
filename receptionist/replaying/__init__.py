"""Past calls seen again: read without writing, told in order, measured against what was recorded."""
