"""`python -m archiver` is the console command."""

from archiver.cli import main

main()
