"""Takes the service's protections away, one at a time, and asks whether the tests notice."""
