"""Everything that happened: event classes, their stored form, and the log that keeps them."""
