"""``python -m leadscore.cli`` does what ``leadscore`` does."""

from leadscore.cli import main

if __name__ == "__main__":
    main()
