"""Measures the service beside the physical limit of the same work, in one run. See README.md."""
