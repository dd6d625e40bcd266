"""The example of an own table, with its three planted errors, for the tests of it."""

from lib.audit import own

FILES = own.example("night_trains")
TABLE, CLAIMS, DESIGN = (FILES[kind].read_text(encoding="utf-8") for kind in ("table", "claims", "design"))
# What was planted, and what the paper would have printed.
MENDED = (("n,146", "n,144"), ("0.042,**", "0.042,"))
MENDED_CLAIM = ("0.136", "0.163")


def found(files):
    return own.findings(own.read(files[0], claims=files[1], design=files[2]))


def arguments(files):
    return [str(files[0]), "--claims", str(files[1]), "--design", str(files[2])]
