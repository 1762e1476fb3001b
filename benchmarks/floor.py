"""What reading alone takes: composes each file with libyaml, in the order given."""

from __future__ import annotations

import sys

import yaml

if __name__ == "__main__":
    for name in sys.argv[1:]:
        with open(name, "rb") as stream:
            yaml.compose(stream.read(), Loader=yaml.CSafeLoader)
