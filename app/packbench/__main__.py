"""`python -m packbench` is the same as the `packbench` command."""

from packbench.bootstrap import main

if __name__ == "__main__":
    main()
