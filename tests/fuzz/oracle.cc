// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/fuzz/oracle.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace provider::fuzz {
namespace {

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "the oracle %s\n", what);
  std::abort();
}

void AppendLength(std::string& frame, std::size_t length) {
  for (unsigned shift = 0; shift < 32; shift += 8) frame += static_cast<char>(length >> shift);
}

}  // namespace

Oracle* Oracle::FromEnvironment(const char* variable) {
  const char* program = std::getenv(variable);
  if (program == nullptr || *program == '\0') return nullptr;
  std::array<int, 2> queries{};
  std::array<int, 2> responses{};
  if (::pipe2(queries.data(), O_CLOEXEC) != 0 || ::pipe2(responses.data(), O_CLOEXEC) != 0) {
    Die("has no pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, queries[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, responses[1], STDOUT_FILENO);
  std::array<char*, 2> arguments = {const_cast<char*>(program), nullptr};
  pid_t child = 0;
  if (::posix_spawn(&child, program, &actions, nullptr, arguments.data(), environ) != 0) {
    Die("does not start");
  }
  posix_spawn_file_actions_destroy(&actions);
  ::close(queries[0]);
  ::close(responses[1]);
  // The oracle's input ends when this process ends, however that happens.
  return new Oracle(queries[1], responses[0]);
}

void Oracle::Read(char* bytes, std::size_t size) const {
  while (size > 0) {
    const auto count = ::read(from_, bytes, size);
    if (count < 0 && errno == EINTR) continue;  // libFuzzer checks the time only now and then
    if (count <= 0) Die("is gone");
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

Oracle::Response Oracle::Query(char operation, const std::vector<std::string_view>& texts) {
  std::string frame = {operation, static_cast<char>(texts.size())};
  for (const auto text : texts) {
    AppendLength(frame, text.size());
    frame += text;
  }
  for (std::string_view rest = frame; !rest.empty();) {
    const auto count = ::write(to_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) Die("does not listen");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  std::array<char, 2> head{};
  Read(head.data(), head.size());
  Response response{head[0], {}};
  for (int left = static_cast<unsigned char>(head[1]); left > 0; --left) {
    std::array<unsigned char, 4> bytes{};
    Read(reinterpret_cast<char*>(bytes.data()), bytes.size());
    const std::size_t length = bytes[0] | std::size_t{bytes[1]} << 8 | std::size_t{bytes[2]} << 16 |
                               std::size_t{bytes[3]} << 24;
    response.texts.emplace_back(length, '\0');
    Read(response.texts.back().data(), length);
  }
  return response;
}

}  // namespace provider::fuzz
