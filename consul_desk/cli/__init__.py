"""The command line `consul-desk`: one thin verb per use case.

A verb reads its arguments, calls one use case of the core and prints what came back. It
holds no rule, no query and no file format. Exit status 0 means success and nothing else;
every expected error is one sentence on the error stream, and its exit status stands in
`consul_desk.errors`. Verbs import what they need when they run, so `--help` is quick.
"""

from consul_desk.cli.app import main

__all__ = ["main"]
