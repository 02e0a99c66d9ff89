"""The command line, ``toc``: a thin layer that reads arguments, calls the library and prints."""
