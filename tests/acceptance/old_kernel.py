#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Runs a command as if the kernel were of 2014: system calls since Linux 3.17 do not exist.

Usage: old_kernel.py COMMAND [ARGUMENT]...
"""

import ctypes
import errno
import os
import struct
import sys

# By their numbers on x86-64, except what Python and Go need to start on any kernel.
MISSING = {
    "getrandom": 318, "memfd_create": 319, "statx": 332, "rseq": 334, "pidfd_send_signal": 424, "pidfd_open": 434,
    "clone3": 435, "close_range": 436, "openat2": 437, "faccessat2": 439, "epoll_pwait2": 441,
}  # fmt: skip

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, FAIL = 0x7FFF0000, 0x00050000


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse(calls: list[int], error: int) -> None:
    """Makes these calls fail, for this process and all that it starts."""
    instruction = struct.Struct("HBBI").pack
    code = instruction(LOAD_WORD, 0, 0, 0)  # the number of the call
    for call in calls:
        code += instruction(JUMP_IF_EQUAL, 0, 1, call) + instruction(RETURN, 0, 0, FAIL | error)
    code += instruction(RETURN, 0, 0, ALLOW)
    program = Program(len(code) // 8, code)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program))):
        if prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    refuse(list(MISSING.values()), errno.ENOSYS)
    os.execvp(sys.argv[1], sys.argv[1:])
