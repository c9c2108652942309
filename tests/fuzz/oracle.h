// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A program of others that is asked about each input: go-cty and Go's own library, the vendor's
// signer.
//
// It is a child process that lives as long as the target and answers through a pipe, a frame a
// question: an operation of one byte, then texts, each after its length in four bytes, the lowest
// first. An answer is a verdict of one byte and texts in the same form; all texts are counted in a
// byte before them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provider::fuzz {

class Oracle {
 public:
  struct Answer {
    char verdict = '-';  // '+': the oracle takes the input; '-': it refuses it; '!': it panics
    std::vector<std::string> texts;

    [[nodiscard]] bool Takes() const { return verdict == '+'; }
  };

  // The program that the environment variable names; nullptr where it names none: the target then
  // checks only what needs no oracle.
  static Oracle* FromEnvironment(const char* variable);

  // Ends the process with a message when the oracle is gone: that is a bug of the oracle.
  Answer Ask(char operation, const std::vector<std::string_view>& texts);

 private:
  Oracle(int to, int from) : to_(to), from_(from) {}
  void Read(char* bytes, std::size_t size) const;

  int to_;
  int from_;
};

}  // namespace provider::fuzz
