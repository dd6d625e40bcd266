"""Tables, figures and numbers of a chapter: written as files, shown in Jupyter and in the book."""

from lib.exhibits.chapter import Chapter

__all__ = ["Chapter"]
