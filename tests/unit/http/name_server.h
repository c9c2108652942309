// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A small name server on loopback. tests/field/names.json covers the many ways in which real ones
// fail.

#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace provider::testing {

class NameServer {
 public:
  // kSilentCorp: an address, but no response for a name that contains "corp".
  enum class Mode { kAddress, kSilent, kSilentCorp, kNoSuchName, kServerFailure };

  // Responds to A queries for every name with 127.0.0.1, or as `mode` says.
  explicit NameServer(Mode mode);
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int queries() const { return queries_; }
  void SetMode(Mode mode) { mode_ = mode; }

 private:
  void Serve();

  int socket_ = -1;
  int port_ = 0;
  std::atomic<Mode> mode_;
  std::atomic<int> queries_{0};
  std::jthread thread_;
};

}  // namespace provider::testing
