// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// An external program that each input is compared with: go-cty and Go's own library, or the
// vendor's signer.
//
// It is a child process that lives as long as the target. Each query and each response is a
// frame on a pipe. A query is an operation of one byte, then texts, each after its length in
// four bytes (little-endian). A response is a verdict of one byte and texts in the same form. A
// byte before the texts counts them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provider::fuzz {

class Oracle {
 public:
  struct Response {
    char verdict = '-';  // '+': the oracle accepts the input; '-': it refuses it; '!': it panics
    std::vector<std::string> texts;

    [[nodiscard]] bool Accepts() const { return verdict == '+'; }
  };

  // The program that the environment variable names. nullptr if it is unset: the target then only
  // checks what needs no oracle.
  static Oracle* FromEnvironment(const char* variable);

  // Aborts the process with a message if the oracle has ended, which is a bug of the oracle.
  Response Query(char operation, const std::vector<std::string_view>& texts);

 private:
  Oracle(int to, int from) : to_(to), from_(from) {}
  void Read(char* bytes, std::size_t size) const;

  int to_;
  int from_;
};

}  // namespace provider::fuzz
