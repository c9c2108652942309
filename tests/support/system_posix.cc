// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <csignal>
#include <cstdlib>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "tests/support/system.h"

namespace provider::testing {

void SetVariable(const std::string& name, const std::string& value) {
  if (::setenv(name.c_str(), value.c_str(), 1) != 0) throw std::runtime_error("setenv failed");
}

void UnsetVariable(const std::string& name) { ::unsetenv(name.c_str()); }

void IgnoreBrokenPipes() { std::signal(SIGPIPE, SIG_IGN); }

int OpenToAppend(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot create " + path.string());
  return file;
}

void CloseDescriptor(int descriptor) { ::close(descriptor); }

Pipe::Pipe(std::size_t capacity) {
  if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  if (::fcntl(ends_[1], F_SETPIPE_SZ, capacity) < static_cast<int>(capacity)) {
    throw std::runtime_error("no pipe of that size");
  }
}

Pipe::~Pipe() {
  CloseReader();
  CloseWriter();
}

void Pipe::Close(std::size_t end) {
  if (ends_.at(end) >= 0) ::close(ends_.at(end));
  ends_.at(end) = -1;
}

std::string Pipe::Read() const {
  std::array<char, 65536> buffer{};
  const auto size = ::read(ends_[0], buffer.data(), buffer.size());
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string Pipe::ReadAvailable() const {
  std::string text;
  pollfd event{.fd = ends_[0], .events = POLLIN, .revents = 0};
  while (::poll(&event, 1, 0) == 1 && (event.revents & POLLIN) != 0) text += Read();
  return text;
}

long OwnProcessId() { return ::getpid(); }

std::ptrdiff_t CountThreads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

bool ReadOwnMemory(std::uintptr_t address, std::span<char> bytes) {
  static const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  return ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(address)) ==
         std::ssize(bytes);
}

}  // namespace provider::testing
