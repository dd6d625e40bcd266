# The graph: facts -> panels -> chapters -> verdicts -> book, and printed record -> audit -> book.
# A stage's output is its stamp, whose name holds the checksum of all the stage is made from (lib/graph.py):
# if the stamp is there the stage is up to date, whatever the files' dates say.
import sys

from lib import paths
from lib.build import end_with_build
from lib.graph import STAMPS, Graph

end_with_build()
GRAPH = Graph()
BOOK = GRAPH.stage("book")
PYTHON = sys.executable
DONE = STAMPS.relative_to(paths.ROOT).as_posix()


def stamp(name):
    return GRAPH.stage(name).stamp.relative_to(paths.ROOT).as_posix()


def needs(name):
    return [stamp(need) for need in GRAPH.stage(name).needs]


wildcard_constraints:
    digest="[0-9a-f]{16}",
    panel="[a-z][a-z_]*",
    paper="[a-z][a-z_]*",
    section="[0-9]{2}_[a-z0-9_]+",


rule book:
    input:
        stamp("book"),


rule chapters:
    input:
        [stamp(stage.name) for stage in GRAPH.all() if stage.name.startswith("chapter/")],


rule panel:
    output:
        DONE + "/panel/{panel}@{digest}.json",
    shell:
        "{PYTHON:q} -m lib.stages panel/{wildcards.panel} {wildcards.digest}"


rule chapter:
    input:
        lambda wildcards: needs(f"chapter/{wildcards.paper}/{wildcards.section}"),
    output:
        DONE + "/chapter/{paper}/{section}@{digest}.json",
    shell:
        "{PYTHON:q} -m lib.stages chapter/{wildcards.paper}/{wildcards.section} {wildcards.digest}"


rule verdicts:
    input:
        needs("verdicts"),
    output:
        DONE + "/verdicts@{digest}.json",
    shell:
        "{PYTHON:q} -m lib.stages verdicts {wildcards.digest}"


rule audit:
    output:
        DONE + "/audit@{digest}.json",
    shell:
        "{PYTHON:q} -m lib.stages audit {wildcards.digest}"


rule render:
    input:
        needs("book"),
    output:
        DONE + "/book@{digest}.json",
    shell:
        "{PYTHON:q} -m lib.stages book {wildcards.digest}"
