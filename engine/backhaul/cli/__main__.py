"""`python -m backhaul.cli` is the command `backhaul`."""

from backhaul.cli.main import main

raise SystemExit(main())
