"""`python -m housing_service` is the command line."""

from housing_service.cli import main

if __name__ == "__main__":
    main()
