// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Command-line flags and start-up. Core starts the binary without flags; flags are for people.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "provider/base/clock.h"
#include "provider/base/environment.h"
#include "provider/base/log.h"
#include "provider/base/openssl_init.h"
#include "provider/cts_provider.h"
#include "provider/linked_libraries.h"
#include "provider/plugin/crash.h"
#include "provider/plugin/platform.h"
#include "provider/plugin/serve.h"
#include "provider/schema/schema.h"
#include "provider/tfplugin6/provider_service.h"

namespace {

constexpr const char* kPurpose =
    "This is terraform-provider-cts, a plugin for Terraform and OpenTofu. It checks at plan time "
    "whether\n"
    "OBS buckets can receive audit traces of Huawei Cloud's Cloud Trace Service.";
constexpr const char* kAbout =
    "Terraform and OpenTofu provider that checks at plan time whether OBS buckets can receive "
    "audit traces of Huawei Cloud's Cloud Trace Service (data source cts_bucket_check).\n"
    "Terraform starts it for a configuration that requires the source \"" CTS_PROVIDER_ADDRESS
    "\"; the flags below are for people. Documentation: docs/index.md.";

struct Flags {
  bool version = false;
  bool schema = false;
  provider::plugin::ServeOptions serve;
};

// Go's plugins accept both -debug and --debug. CLI11 would read the former as five short flags.
std::vector<std::string> ReversedArguments(int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = argv[i];
    if (argument.size() > 2 && argument[0] == '-' && argument[1] != '-') argument.insert(0, "-");
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  provider::plugin::PrepareDescriptors();
  provider::plugin::RestrictDllSearch();
  if (!provider::plugin::WipeFreedMemory()) {
    provider::plugin::Panic("OpenSSL or curl did not start");
  }
  provider::base::InitOpenSsl();
  provider::plugin::InstallCrashHandlers();
  provider::plugin::PrepareThreads();
  provider::plugin::PrepareSignals();
  provider::plugin::UseOneArena();

  Flags flags;
  flags.serve.provider_address = CTS_PROVIDER_ADDRESS;
  flags.serve.about = kPurpose;
  if (argc > 1) {
    CLI::App app(kAbout, "terraform-provider-cts");
    app.add_flag("--version", flags.version, "Print the version, and those of what is inside");
    app.add_flag("--schema", flags.schema,
                 "Print the schema in the shape of `terraform providers schema -json`");
    app.add_flag("--debug", flags.serve.debug,
                 "Stay up for a debugger and print TF_REATTACH_PROVIDERS for Terraform's shell");
    try {
      app.parse(ReversedArguments(argc, argv));
    } catch (const CLI::ParseError& error) {
      return app.exit(error);
    }
  }
  if (flags.version) {
    fmt::print("terraform-provider-cts {}\nLinked with:\n{}", CTS_VERSION,
               provider::LinkedLibraries());
    return 0;
  }
  if (flags.schema) {
    fmt::print("{}\n", provider::schema::PrintEmbedded(CTS_PROVIDER_ADDRESS));
    return 0;
  }

  const auto environment = provider::base::Environment::FromProcess();
  provider::base::ConfigureLog(provider::base::LogLevelFrom(environment));
  provider::base::SystemClock clock;
  std::unique_ptr<provider::CtsProvider> cts;
  return provider::plugin::Serve(environment, flags.serve, [&] {
    cts = std::make_unique<provider::CtsProvider>(environment, clock, CTS_VERSION);
    return provider::tfplugin6::MakeProviderService(*cts, provider::schema::Embedded);
  });
}
