"""Use cases: the only place where store and live meet."""
