// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <cstdlib>
#include <stdexcept>

#include <windows.h>
// After <windows.h>, whose types they need.
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <tlhelp32.h>

#include "tests/support/system.h"

namespace provider::testing {

void SetVariable(const std::string& name, const std::string& value) {
  if (::_putenv_s(name.c_str(), value.c_str()) != 0) throw std::runtime_error("_putenv_s failed");
}

void UnsetVariable(const std::string& name) { ::_putenv_s(name.c_str(), ""); }

void IgnoreBrokenPipes() {}  // Windows has no signal for them

int OpenToAppend(const std::filesystem::path& path) {
  const int file =
      ::_wopen(path.c_str(), _O_WRONLY | _O_CREAT | _O_APPEND | _O_BINARY | _O_NOINHERIT,
               _S_IREAD | _S_IWRITE);
  if (file < 0) throw std::runtime_error("cannot create " + path.string());
  return file;
}

void CloseDescriptor(int descriptor) { ::_close(descriptor); }

Pipe::Pipe(std::size_t capacity) {
  if (::_pipe(ends_.data(), static_cast<unsigned>(capacity), _O_BINARY | _O_NOINHERIT) != 0) {
    throw std::runtime_error("no pipe");
  }
}

Pipe::~Pipe() {
  CloseReader();
  CloseWriter();
}

void Pipe::Close(std::size_t end) {
  if (ends_.at(end) >= 0) ::_close(ends_.at(end));
  ends_.at(end) = -1;
}

std::string Pipe::Read() const {
  std::array<char, 65536> buffer{};
  const int size = ::_read(ends_[0], buffer.data(), static_cast<unsigned>(buffer.size()));
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string Pipe::ReadAvailable() const {
  std::string text;
  auto* const handle = reinterpret_cast<HANDLE>(::_get_osfhandle(ends_[0]));
  DWORD available = 0;
  while (::PeekNamedPipe(handle, nullptr, 0, nullptr, &available, nullptr) != 0 && available > 0) {
    text += Read();
  }
  return text;
}

long OwnProcessId() { return static_cast<long>(::GetCurrentProcessId()); }

std::ptrdiff_t CountThreads() {
  auto* const snapshot = ::CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  if (snapshot == INVALID_HANDLE_VALUE) throw std::runtime_error("no list of threads");
  THREADENTRY32 thread{};
  thread.dwSize = sizeof(thread);
  std::ptrdiff_t count = 0;
  const DWORD own = ::GetCurrentProcessId();
  for (BOOL found = ::Thread32First(snapshot, &thread); found != 0;
       found = ::Thread32Next(snapshot, &thread)) {
    if (thread.th32OwnerProcessID == own) ++count;
  }
  ::CloseHandle(snapshot);
  return count;
}

bool ReadOwnMemory(std::uintptr_t address, std::span<char> bytes) {
  SIZE_T size = 0;
  return ::ReadProcessMemory(::GetCurrentProcess(), reinterpret_cast<const void*>(address),
                             bytes.data(), bytes.size(), &size) != 0 &&
         size == bytes.size();
}

}  // namespace provider::testing
