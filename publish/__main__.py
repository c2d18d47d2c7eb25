"""The `publish` command."""

from publish.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
