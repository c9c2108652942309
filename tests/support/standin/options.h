// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Flags of cts-standin, and its --help, which documents what the stand-in plays.

#pragma once

#include <string>

#include "tests/support/standin/cloud.h"

namespace CLI {
class App;
}  // namespace CLI

namespace standin {

struct Options {
  CloudOptions cloud;
  int port = 0;
  std::string port_file;
  int max_seconds = 3600;
  bool tls = false;
  std::string tls_dir;
  std::string certificate;
  std::string key;
};

// `options` must outlive `app`.
void AddOptions(CLI::App& app, Options& options);

}  // namespace standin
