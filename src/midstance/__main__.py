"""`python -m midstance` is the command `midstance`."""

from midstance.cli.main import main

if __name__ == "__main__":
    main()
