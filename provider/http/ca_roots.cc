// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ca_roots.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "provider/base/home_path.h"
#include "provider/base/redaction.h"

namespace provider::http {
namespace {

namespace fs = std::filesystem;
using Error = tl::unexpected<std::string>;

// A directory with fewer links was not filled by the distribution: somebody added an authority of
// his own next to a bundle that holds the rest.
constexpr int kEnoughRoots = 16;

// "5ed36f99.0": the hash of a subject's name and a counter.
bool IsHashLink(const fs::path& path) {
  const auto name = path.filename().string();
  constexpr std::size_t kHashLength = 8;
  if (name.size() < kHashLength + 2 || name[kHashLength] != '.') return false;
  const auto hash = std::string_view(name).substr(0, kHashLength);
  const auto counter = std::string_view(name).substr(kHashLength + 1);
  return hash.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         counter.find_first_not_of("0123456789") == std::string_view::npos;
}

// Counts up to kEnoughRoots. A link whose target is gone counts for nothing: images copy /etc/ssl
// without /usr/share/ca-certificates.
int CountHashLinks(const std::string& directory) {
  int count = 0;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (IsHashLink(entry->path()) && fs::exists(entry->path(), ignored)) ++count;
    if (count == kEnoughRoots) break;
  }
  return count;
}

// Why a file cannot be read; nullopt when it can.
std::optional<std::string> WhyUnreadable(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return "it is a directory";
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return std::generic_category().message(errno);
  ::close(file);
  return std::nullopt;
}

Error Unreadable(std::string_view setting, std::string_view path, std::string_view reason) {
  constexpr std::size_t kShownPath = 200;
  return Error(fmt::format("{} names \"{}\", which cannot be read: {}.", setting,
                           base::CleanForeignText(path, kShownPath), reason));
}

tl::expected<CaRoots, std::string> FromSetting(std::string_view ca) {
  CaRoots roots;
  if (ca.find("-----BEGIN") != std::string_view::npos) {
    roots.pem = ca;
    return roots;
  }
  roots.file = ca;
  if (const auto reason = WhyUnreadable(roots.file)) {
    return Unreadable("cacert_file", roots.file, *reason);
  }
  return roots;
}

tl::expected<CaRoots, std::string> FromSystem(const SystemRoots& system) {
  std::string sparse;  // holds some roots, kept for want of better
  for (const auto& directory : system.directories) {
    const int links = CountHashLinks(directory);
    if (links >= kEnoughRoots) return CaRoots{.pem = {}, .file = {}, .directory = directory};
    if (links > 0 && sparse.empty()) sparse = directory;
  }
  for (const auto& bundle : system.bundles) {
    if (!WhyUnreadable(bundle)) return CaRoots{.pem = {}, .file = bundle, .directory = {}};
  }
  if (!sparse.empty()) return CaRoots{.pem = {}, .file = {}, .directory = sparse};
  return Error(
      fmt::format("No CA certificates were found: there are none in {} or {}. Install the package "
                  "ca-certificates, or set cacert_file or SSL_CERT_FILE.",
                  fmt::join(system.directories, ", "), fmt::join(system.bundles, ", ")));
}

}  // namespace

SystemRoots SystemRoots::Known() {
  return {.directories = {"/etc/ssl/certs", "/etc/pki/tls/certs"},
          .bundles = {
              "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine, Arch
              "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
              "/etc/pki/tls/certs/ca-bundle.crt",                   // older RHEL
              "/etc/ssl/ca-bundle.pem",                             // openSUSE
              "/etc/ssl/cert.pem",                                  // Alpine, BSD
          }};
}

tl::expected<CaRoots, std::string> FindCaRoots(std::string_view ca,
                                               const base::Environment& environment,
                                               const SystemRoots& system) {
  if (!ca.empty()) return FromSetting(ca);
  CaRoots roots;
  if (auto file = environment.Get("SSL_CERT_FILE")) {
    file = base::ExpandHome(*file, environment).value_or(*file);
    if (const auto reason = WhyUnreadable(*file)) {
      return Unreadable("SSL_CERT_FILE", *file, *reason);
    }
    roots.file = *std::move(file);
  }
  if (auto directory = environment.Get("SSL_CERT_DIR")) roots.directory = *std::move(directory);
  if (!roots.file.empty() || !roots.directory.empty()) return roots;
  return FromSystem(system);
}

}  // namespace provider::http
