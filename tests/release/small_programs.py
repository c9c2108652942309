# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Small programs for Windows and macOS, made by the compiler of the release, with which the readers are tested."""

import functools
import json
import os
import pathlib
import subprocess

from dist import REPOSITORY
from inspection import OPENSSL_FOLDERS

VERSION = "1.2.3"
PROGRAM = """
#include <stdio.h>
extern int other(void);
extern unsigned timeGetTime(void);
extern int MessageBeep(unsigned);
static const char version[] = "terraform-provider-cts " VERSION;
static const char* const openssl[] = {OPENSSL};
int main(int count, char** arguments) {
  (void)arguments;
  return puts(version) + puts(openssl[count]) + (PATH[0] == '!' ? puts(PATH) : 0) + OTHER;
}
"""
RESOURCE = """
1 VERSIONINFO
FILEVERSION {numbers},0
PRODUCTVERSION {numbers},0
FILETYPE 1
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "FileVersion", "{version}"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
"""
# As in provider/CMakeLists.txt.
LINK = {
    "windows": ["-Wl,--gc-sections", "-s", "--lld-link=-filealign:4096"],
    "darwin": ["-Wl,-dead_strip", "-Wl,-S", "-Wl,-x", "-Wl,-headerpad,0x40"],
}


@functools.cache
def tools(platform: str) -> pathlib.Path:
    script = REPOSITORY / "cmake/cross/zig.sh"
    return pathlib.Path(subprocess.run([script, platform], check=True, stdout=subprocess.PIPE, text=True).stdout.strip())


class Workshop:
    """Makes programs in a folder of its own."""

    def __init__(self, folder: pathlib.Path, platform: str):
        self.folder = folder
        self.platform = platform

    def _run(self, tool: str, *arguments) -> None:
        subprocess.run([tools(self.platform) / tool, *arguments], cwd=self.folder, check=True, capture_output=True)

    def program(
        self, *flags: str, path: str = "", other: str = "0", version: str | None = VERSION,
        openssl: dict[str, str | None] | None = None,
    ) -> bytes:
        """`path` is a text in it, `other` an expression that may call other() or a function of Windows: timeGetTime() of
        WINMM.dll, MessageBeep() of USER32.dll. `openssl` has folders of OpenSSL that differ, with None for one that it
        does not have."""
        system = self.platform.split("_")[0]
        folders = OPENSSL_FOLDERS[system] | (openssl or {})
        texts = [json.dumps(f'{name}: "{folder}"') for name, folder in folders.items() if folder is not None]
        (self.folder / "main.c").write_text(PROGRAM.replace("{OPENSSL}", f"{{{', '.join(texts)}, 0}}"))
        macros = [f'-DVERSION="{VERSION}"', f'-DPATH="{path}"', f"-DOTHER={other}"]
        more = []
        if self.platform.startswith("windows_") and version:
            resource = RESOURCE.format(version=version, numbers=version.replace(".", ","))
            (self.folder / "version.rc").write_text(resource)
            self._run("rc", "/fo", "version.res", "version.rc")
            more = ["version.res"]
        link = [REPOSITORY / "cmake/cross/link.sh", tools(self.platform) / "cc", *LINK[system]]
        command = [*link, "-O2", "-g0", *macros, "main.c", *more, "-o", "program", *flags]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        for file in (self.folder / "program", self.folder / "program.exe"):
            if file.exists():
                content = file.read_bytes()
                os.remove(file)
                return content
        raise AssertionError("the compiler made no program")

    def signed(self, content: bytes) -> bytes:
        file = self.folder / "changed"
        file.write_bytes(content)
        subprocess.run([REPOSITORY / "cmake/cross/sign.py", file], check=True, capture_output=True, text=True)
        return file.read_bytes()

    def library(self) -> str:
        """A library with other(), which the system does not have."""
        (self.folder / "other.c").write_text("int other(void) { return 1; }\n")
        self._run("cc", "-shared", "other.c", "-Wl,-install_name,/opt/libother.dylib", "-o", "libother.dylib")
        return "libother.dylib"
