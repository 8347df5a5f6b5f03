"""What is true now, in memory, and who is watching. Knows neither SQL nor HTTP."""
