"""``python -m lib.book pages`` writes the generated pages; ``python -m lib.book build`` builds the book."""

import sys

from lib.book import build, pages

if __name__ == "__main__":
    if sys.argv[1:] == ["pages"]:
        print(f"generated: {', '.join(pages.write())}")
    elif sys.argv[1:] == ["build"]:
        sys.exit(build.main())
    else:
        sys.exit("usage: python -m lib.book pages | build")
