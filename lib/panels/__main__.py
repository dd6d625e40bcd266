"""``python -m lib.panels PAPER TRACK`` builds one panel and saves it."""

import sys

from lib import panels, paths

if len(sys.argv) != 3:
    sys.exit("usage: python -m lib.panels PAPER TRACK")
try:
    print(paths.relative(panels.save(*sys.argv[1:])))
except ValueError as error:
    sys.exit(f"error: {error}")
