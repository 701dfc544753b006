"""Master keys: what the keys of the log are wrapped under, and where it comes from."""
