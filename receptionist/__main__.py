"""`python -m receptionist` is `receptionist`."""

from receptionist.cli import main

if __name__ == "__main__":
    main()
