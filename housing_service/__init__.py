"""Live shelter bed counts, pushed to a referral console, with short enforced holds."""

__version__ = "0.1.0"
