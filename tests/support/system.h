// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What tests need from their system. system_posix.cc and system_windows.cc implement it.
// Descriptors are those of the C library.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace provider::testing {

// Of this process. Not thread safe.
void SetVariable(const std::string& name, const std::string& value);
void UnsetVariable(const std::string& name);

// As main does: writing to a closed pipe or socket is an error and not the end of the process.
void IgnoreBrokenPipes();

// Creates the file. Bytes are written as they are, at its end.
[[nodiscard]] int OpenToAppend(const std::filesystem::path& path);
void CloseDescriptor(int descriptor);

class Pipe {
 public:
  // `capacity`: bytes that can be written before anyone reads, at least.
  explicit Pipe(std::size_t capacity = std::size_t{1} << 16);
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe();

  [[nodiscard]] int writer() const { return ends_[1]; }
  // Waits for bytes, and returns those that are there. "" if the writer is closed and all is read.
  [[nodiscard]] std::string Read() const;
  // The same without waiting.
  [[nodiscard]] std::string ReadAvailable() const;
  void CloseReader() { Close(0); }
  void CloseWriter() { Close(1); }

 private:
  void Close(std::size_t end);

  std::array<int, 2> ends_{-1, -1};
};

[[nodiscard]] long OwnProcessId();
// The threads of this process.
[[nodiscard]] std::ptrdiff_t CountThreads();
// Reads memory of this process that may have been freed, without a sanitizer taking it for a
// mistake. False if there is none at the address.
[[nodiscard]] bool ReadOwnMemory(std::uintptr_t address, std::span<char> bytes);

}  // namespace provider::testing
