"""`python -m backhaul` is the command `backhaul`."""

from backhaul.cli.main import main

raise SystemExit(main())
