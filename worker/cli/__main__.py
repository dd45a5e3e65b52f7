"""`python -m worker.cli` is `mhoscope`."""

from worker.cli import main

main()
