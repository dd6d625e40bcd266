"""``python -m lib.panels PAPER TRACK`` builds one panel and saves it."""

import sys

import pandas as pd

from lib import panels, paths

if len(sys.argv) != 3:
    sys.exit("usage: python -m lib.panels PAPER TRACK")
try:
    print(paths.relative(panels.save(*sys.argv[1:])))
    report = panels.load(*sys.argv[1:]).attrs.get("report")
    if report:
        print(pd.DataFrame(report).to_string(index=False, na_rep=""))
except ValueError as error:
    sys.exit(f"error: {error}")
