"""How it travels: the outbox, the relay, and the ways out."""
