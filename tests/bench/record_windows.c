// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Runs a program for Windows as its debugger, and records which of its functions run.
//
// CTS_RECORD_PROGRAM    the program
// CTS_RECORD_FUNCTIONS  a file of functions to look for: their places in the program (RVAs), a hexadecimal number each
// CTS_RECORD_OUTPUT     a file to which the places of functions that ran are added when the program ends
//
// The recorder stands in for the program: it takes no arguments and passes on its standard handles and exit code. A
// breakpoint at the beginning of each function (int3, for x86-64) is taken away when it is hit. Microsoft's pages:
// "Writing the Debugger's Main Loop", WriteProcessMemory.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

enum { kMostFunctions = 1 << 17, kBreakpoint = 0xCC };

static struct {
  uint32_t place;
  unsigned char byte;  // that the breakpoint replaces
} functions[kMostFunctions];  // in the order of places
static size_t function_count;

static void Fail(const char* what) {
  fprintf(stderr, "record_windows: %s failed with error %lu\n", what, GetLastError());
  exit(1);
}

static const char* Setting(const char* name) {
  const char* value = getenv(name);
  if (value == NULL) {
    fprintf(stderr, "record_windows: %s is not set\n", name);
    exit(1);
  }
  return value;
}

static void ReadFunctions(void) {
  FILE* file = fopen(Setting("CTS_RECORD_FUNCTIONS"), "r");
  if (file == NULL) Fail("reading CTS_RECORD_FUNCTIONS");
  unsigned place;
  while (fscanf(file, "%x", &place) == 1) {
    if (function_count == kMostFunctions) {
      fprintf(stderr, "record_windows: more than %d functions\n", kMostFunctions);
      exit(1);
    }
    functions[function_count++].place = place;
  }
  fclose(file);
}

static void Write(HANDLE process, unsigned char* address, const unsigned char* bytes, size_t size) {
  if (!WriteProcessMemory(process, address, bytes, size, NULL)) Fail("WriteProcessMemory");
  FlushInstructionCache(process, address, size);
}

// In one piece: a write for each function would take seconds.
static void SetBreakpoints(HANDLE process, unsigned char* base) {
  if (function_count == 0) return;
  const uint32_t first = functions[0].place;
  const size_t size = functions[function_count - 1].place - first + 1;
  unsigned char* code = malloc(size);
  if (code == NULL || !ReadProcessMemory(process, base + first, code, size, NULL)) {
    Fail("ReadProcessMemory");
  }
  for (size_t i = 0; i < function_count; ++i) {
    unsigned char* byte = code + (functions[i].place - first);
    functions[i].byte = *byte;
    *byte = kBreakpoint;
  }
  Write(process, base + first, code, size);
  free(code);
}

static int ComparePlaces(const void* wanted, const void* function) {
  const uint32_t a = *(const uint32_t*)wanted;
  const uint32_t b = *(const uint32_t*)function;
  return (a > b) - (a < b);
}

// Does nothing for a breakpoint that is not ours: the system has one at the start of a process. Another
// thread may have hit ours at the same moment, so the thread is set back even if the breakpoint is gone.
static void TakeBreakpoint(HANDLE process, DWORD thread_id, unsigned char* base,
                          const unsigned char* address, FILE* output) {
  if (address < base || address - base > UINT32_MAX) return;
  const uint32_t place = (uint32_t)(address - base);
  const size_t one = sizeof(functions[0]);
  const void* found = bsearch(&place, functions, function_count, one, ComparePlaces);
  if (found == NULL) return;
  const size_t i = (size_t)((const char*)found - (const char*)functions) / one;
  Write(process, base + place, &functions[i].byte, 1);
  fprintf(output, "%x\n", place);
  const HANDLE thread = OpenThread(THREAD_GET_CONTEXT | THREAD_SET_CONTEXT, FALSE, thread_id);
  CONTEXT context = {.ContextFlags = CONTEXT_CONTROL};
  if (thread == NULL || !GetThreadContext(thread, &context)) Fail("GetThreadContext");
  context.Rip = (DWORD64)address;
  if (!SetThreadContext(thread, &context)) Fail("SetThreadContext");
  CloseHandle(thread);
}

int main(void) {
  ReadFunctions();
  FILE* output = fopen(Setting("CTS_RECORD_OUTPUT"), "a");
  if (output == NULL) Fail("opening CTS_RECORD_OUTPUT");
  STARTUPINFOA start = {.cb = sizeof(start)};
  PROCESS_INFORMATION process;
  if (!CreateProcessA(Setting("CTS_RECORD_PROGRAM"), NULL, NULL, NULL, TRUE,
                      DEBUG_ONLY_THIS_PROCESS, NULL, NULL, &start, &process)) {
    Fail("CreateProcess");
  }
  unsigned char* base = NULL;
  for (;;) {
    DEBUG_EVENT event;
    if (!WaitForDebugEvent(&event, INFINITE)) Fail("WaitForDebugEvent");
    DWORD handled = DBG_CONTINUE;
    if (event.dwDebugEventCode == CREATE_PROCESS_DEBUG_EVENT) {
      base = event.u.CreateProcessInfo.lpBaseOfImage;
      SetBreakpoints(process.hProcess, base);
      CloseHandle(event.u.CreateProcessInfo.hFile);
    } else if (event.dwDebugEventCode == LOAD_DLL_DEBUG_EVENT) {
      CloseHandle(event.u.LoadDll.hFile);
    } else if (event.dwDebugEventCode == EXCEPTION_DEBUG_EVENT) {
      const EXCEPTION_RECORD* record = &event.u.Exception.ExceptionRecord;
      if (record->ExceptionCode == EXCEPTION_BREAKPOINT) {
        TakeBreakpoint(process.hProcess, event.dwThreadId, base, record->ExceptionAddress, output);
      } else {
        handled = DBG_EXCEPTION_NOT_HANDLED;
      }
    } else if (event.dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT) {
      fclose(output);
      return (int)event.u.ExitProcess.dwExitCode;
    }
    ContinueDebugEvent(event.dwProcessId, event.dwThreadId, handled);
  }
}
