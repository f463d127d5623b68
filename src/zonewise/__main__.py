"""`python -m zonewise` is the command line."""

from zonewise.cli.main import main

if __name__ == "__main__":
    main()
