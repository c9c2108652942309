// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/linked_libraries.h"

#include <map>
#include <string_view>

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include "provider/http/curl_transport.h"
#include "provider/plugin/grpc_server.h"

namespace provider {
namespace {

struct Package {
  std::string_view library;
  std::string_view name;                  // "libre2-dev", "source curl"
  std::string_view version;               // "20220601+dfsg-1+b1"
  std::string_view library_version = {};  // if the package's version does not begin with it
};

// Generated at build time by cmake/Packages.cmake.
constexpr Package kPackages[] = {
#include "linked_packages.inc"
};

std::string Dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

std::map<std::string_view, std::string> OwnWords() {
  const auto curl = http::LinkedCurlVersions();
  const auto grpc = plugin::LinkedGrpcVersions();
  return {
      {"Abseil", grpc.abseil},
      {"c-ares", curl.cares},
      {"CLI11", CLI11_VERSION},
      {"curl", curl.curl},
      {"expected",
       Dotted(TL_EXPECTED_VERSION_MAJOR, TL_EXPECTED_VERSION_MINOR, TL_EXPECTED_VERSION_PATCH)},
      {"fmt", Dotted(FMT_VERSION / 10'000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"gRPC", grpc.grpc},
      {"gRPC++", grpc.grpc},
      {"libstdc++", Dotted(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__)},
      {"nlohmann/json", Dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                               NLOHMANN_JSON_VERSION_PATCH)},
      {"OpenSSL", curl.openssl},
      {"Protobuf", grpc.protobuf},
      {"zlib", grpc.zlib},
  };
}

// "1:1.2.13.dfsg-1" → "1.2.13.dfsg"
std::string_view Upstream(std::string_view package_version) {
  const auto colon = package_version.find(':');
  if (colon != std::string_view::npos) package_version.remove_prefix(colon + 1);
  return package_version.substr(0, package_version.rfind('-'));
}

}  // namespace

std::string LinkedLibraries() {
  const auto own_words = OwnWords();
  std::string lines;
  for (const auto& package : kPackages) {
    const auto found = own_words.find(package.library);
    std::string_view version = package.library_version;
    if (version.empty()) version = Upstream(package.version);
    if (found != own_words.end() && !found->second.empty()) version = found->second;
    lines += fmt::format("  {:<15}{:<18}  {} {}\n", package.library, version, package.name,
                         package.version);
  }
  return lines;
}

}  // namespace provider
