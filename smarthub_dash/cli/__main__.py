"""`python -m smarthub_dash.cli`."""

from smarthub_dash.cli import main

main()
