"""Forgetting for good: keys destroyed, what stands beside the events scrubbed, and both again after a restore."""
