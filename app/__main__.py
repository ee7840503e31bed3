"""`python app` runs Packbench from a checkout."""

from packbench.bootstrap import main

main()
