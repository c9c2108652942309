// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What differs between systems below provider/plugin. system_posix.cc and system_windows.cc
// implement it. All text is UTF-8.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provider::base {

// How a system writes variables and paths. A value, so that the rules of each system are tested on
// every system.
struct Conventions {
  std::string_view home_variable;    // names the user's home folder
  std::string_view path_separators;  // each of these separates folders; the last is the usual one
  char path_list_separator = ':';    // between the paths of a list such as SSL_CERT_DIR
  std::string_view variable_marks;   // a path with one of these characters may hold a variable
  bool variables_ignore_case = false;
};

inline constexpr Conventions kPosixConventions{.home_variable = "HOME",
                                               .path_separators = "/",
                                               .path_list_separator = ':',
                                               .variable_marks = "$",
                                               .variables_ignore_case = false};
inline constexpr Conventions kWindowsConventions{.home_variable = "USERPROFILE",
                                                 .path_separators = "/\\",
                                                 .path_list_separator = ';',
                                                 .variable_marks = "$%",
                                                 .variables_ignore_case = true};

// Those of the system that this binary is built for.
[[nodiscard]] const Conventions& SystemConventions();

// Names and values of the process's environment variables. Not safe while another thread changes
// the environment.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> EnvironmentVariables();

// Removes a variable from the process and from the C library's copy. Call it before threads exist.
void RemoveEnvironmentVariable(const char* name);

// Fills `bytes` with random numbers of the kernel that are fit for keys. Returns false on failure,
// which leaves the content undefined. Thread safe, and safe in a forked process.
[[nodiscard]] bool FillWithRandomBytes(std::span<unsigned char> bytes);

// Writes all bytes as they are, without changing line ends. `descriptor` is one of the C library.
// Returns false if they could not all be written. Thread safe, but bytes of two threads may
// interleave.
bool WriteAll(int descriptor, std::string_view bytes);

}  // namespace provider::base
