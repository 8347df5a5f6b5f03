"""A fictional region with simulated people, to see the whole service at work."""
