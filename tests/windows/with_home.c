// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Usage: with_home.exe PROGRAM [ARGUMENT]...
//
// Runs a Windows program with USERPROFILE set to the value of CTS_HOME, or without USERPROFILE if that is not set.
// wine sets USERPROFILE itself for each program that Linux starts, and leaves HOME out.

#include <windows.h>

// The command line after its first word.
static WCHAR* Rest(WCHAR* line) {
  int quoted = 0;
  for (; *line && (quoted || *line != L' '); ++line) {
    if (*line == L'"') quoted = !quoted;
  }
  while (*line == L' ') ++line;
  return line;
}

// wine turns SIGINT into Ctrl-C. This program ignores it, so that it ends only when the provider does.
static BOOL WINAPI Ignore(DWORD event) { return event == CTRL_C_EVENT; }

int main(void) {
  SetConsoleCtrlHandler(Ignore, TRUE);
  static WCHAR home[32768];
  const DWORD size = GetEnvironmentVariableW(L"CTS_HOME", home, 32768);
  SetEnvironmentVariableW(L"USERPROFILE", size > 0 && size < 32768 ? home : NULL);
  SetEnvironmentVariableW(L"CTS_HOME", NULL);
  STARTUPINFOW start = {.cb = sizeof(start),
                        .dwFlags = STARTF_USESTDHANDLES,
                        .hStdInput = GetStdHandle(STD_INPUT_HANDLE),
                        .hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE),
                        .hStdError = GetStdHandle(STD_ERROR_HANDLE)};
  PROCESS_INFORMATION process;
  if (!CreateProcessW(NULL, Rest(GetCommandLineW()), NULL, NULL, TRUE, 0, NULL, NULL, &start,
                      &process)) {
    return 127;
  }
  WaitForSingleObject(process.hProcess, INFINITE);
  DWORD status = 127;
  GetExitCodeProcess(process.hProcess, &status);
  return (int)status;
}
