// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ca_roots.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/file_reader.h"
#include "provider/base/path.h"
#include "provider/base/system.h"
#include "provider/text/redaction.h"

namespace provider::http {
namespace {

namespace fs = std::filesystem;
using Error = tl::unexpected<std::string>;

constexpr std::size_t kMaxFileBytes = 64U << 20;
constexpr std::size_t kMaxFiles = 10'000;
constexpr std::size_t kShownPath = 200;

std::string Shown(std::string_view path) { return text::CleanForeignText(path, kShownPath); }

// If HOME is not set, the path stays as it is and is reported as a file that does not exist.
std::string ExpandHome(const std::string& path, const base::Environment& environment) {
  return base::ExpandHome(path, environment).value_or(path);
}

std::string HowToConvert(std::string_view path) { return CommandFromDerToPem(Shown(path)); }

// How to correct the path: a phrase that ends a sentence.
std::string HowPathsAreRead(std::string_view path) {
  if (path.find_first_of(base::SystemConventions().variable_marks) != std::string_view::npos) {
    return ". Variables in a path are not expanded: write ~/ for the home folder, or the whole "
           "path";
  }
  if (!base::IsAbsolutePath(path)) {
    return ". A relative path begins where Terraform runs: write the whole path";
  }
  return ". Correct the path";
}

// Why a file that the user may take for a certificate is unusable. nullopt for any other file, such
// as a README.
std::optional<std::string> WhyUnusable(const std::string& path, std::string_view text) {
  if (IsDerCertificate(text)) {
    return fmt::format("{} (DER; convert it: {})", Shown(path), HowToConvert(path));
  }
  if (text.find("-----BEGIN CERTIFICATE") != std::string_view::npos) {
    return Shown(path) + " (damaged)";
  }
  return std::nullopt;
}

// Go skips links within the directory: the file that they refer to is read anyway.
bool IsLinkWithin(const fs::directory_entry& entry) {
  std::error_code error;
  if (!entry.is_symlink(error)) return false;
  return !fs::read_symlink(entry.path(), error).has_parent_path();
}

std::vector<std::string> FilesIn(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(base::PathFromUtf8(directory), error), end;
       !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (!entry->is_directory(ignored) && !IsLinkWithin(*entry)) {
      // On Windows, cmd takes what follows a slash for an option.
      files.push_back(base::Utf8FromPath(fs::path(entry->path()).make_preferred()));
    }
    if (files.size() == kMaxFiles) break;
  }
  std::ranges::sort(files);  // directory entries have no fixed order
  return files;
}

}  // namespace

tl::expected<CaLocations, std::string> FindCaLocations(const base::Environment& environment,
                                                       const CaLocations& known) {
  CaLocations locations = known;
  if (const auto file = environment.Get("SSL_CERT_FILE")) {
    const auto path = ExpandHome(*file, environment);
    if (auto text = ReadCaFile("SSL_CERT_FILE", path); !text) return Error(text.error());
    locations.bundles = {path};
  }
  if (const auto list = environment.Get("SSL_CERT_DIR")) {
    locations.directories.clear();
    for (std::string_view rest = *list; !rest.empty();) {
      const auto end =
          std::min(rest.find(environment.conventions().path_list_separator), rest.size());
      if (end > 0) {
        locations.directories.push_back(ExpandHome(std::string(rest.substr(0, end)), environment));
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (environment.Get("SSL_CERT_FILE")) locations.store = {};
  }
  return locations;
}

tl::expected<std::string, std::string> ReadCaFile(std::string_view setting,
                                                  const std::string& path) {
  const auto unusable = [&](std::string_view why) {
    return Error(fmt::format("{} names \"{}\", which {}.", setting, Shown(path), why));
  };
  std::error_code error;
  if (fs::is_directory(base::PathFromUtf8(path), error)) {
    return unusable("is a directory. Name one file with certificates in PEM form");
  }
  auto text = base::SystemFileReader().Read(path, kMaxFileBytes);
  if (!text) return unusable(text.error().phrase + HowPathsAreRead(path));
  if (IsDerCertificate(*text)) {
    return unusable("is in DER form, not PEM. Convert it: " + HowToConvert(path));
  }
  if (text->find("-----BEGIN ") == std::string::npos ||
      text->find("CERTIFICATE-----") == std::string::npos) {
    return unusable("holds no certificate in PEM form (\"-----BEGIN CERTIFICATE-----\")");
  }
  return *std::move(text);
}

void SystemAuthorities::Part::Read(const std::vector<std::string>& files, bool only_first) {
  std::vector<std::string> paths;
  std::vector<std::string> texts;
  std::size_t left = kMaxFileBytes;  // for all files together, because all are in memory at once
  for (const auto& file : files) {
    auto text = base::SystemFileReader().Read(file, left);
    left -= text ? text->size() : 0;
    std::error_code ignored;
    if (text) {
      paths.push_back(file);
      texts.push_back(*std::move(text));
      if (only_first) break;
    } else if (fs::exists(base::PathFromUtf8(file), ignored)) {
      unusable.push_back(fmt::format("{} ({})", Shown(file), text.error().phrase));
    }
  }
  std::vector<bool> has_any;
  certificates = CaBundle::ReadAll(texts, has_any);
  is_empty = std::ranges::none_of(has_any, std::identity());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (has_any[i]) continue;
    if (auto why = WhyUnusable(paths[i], texts[i])) unusable.push_back(*std::move(why));
  }
}

void SystemAuthorities::Part::Read(const SystemStore& store) {
  auto found = store.read ? store.read() : DerCertificates();
  if (!found) unusable.push_back(fmt::format("{} ({})", store.name, found.error()));
  is_empty = !found || found->empty();
  certificates = CaBundle::FromDer(found.value_or(DerCertificates()));
}

const CaBundle& SystemAuthorities::Bundle() const {
  std::call_once(bundle_.once, [this] { bundle_.Read(locations_.bundles, true); });
  return *bundle_.certificates;
}

const CaBundle& SystemAuthorities::Files() const {
  std::call_once(files_.once, [this] {
    std::vector<std::string> files;
    for (const auto& directory : locations_.directories) {
      std::ranges::copy(FilesIn(directory), std::back_inserter(files));
    }
    files_.Read(files, false);
  });
  return *files_.certificates;
}

const CaBundle& SystemAuthorities::Store() const {
  std::call_once(store_.once, [this] { store_.Read(locations_.store); });
  return *store_.certificates;
}

const CaBundle* SystemAuthorities::FetchAuthority(const DerCertificates& chain) const {
  if (!locations_.store.fetch_authority) return nullptr;
  auto found = locations_.store.fetch_authority(chain);
  if (found.empty()) return nullptr;
  const std::lock_guard lock(fetched_mutex_);
  auto& bundle = fetched_[found.front()];
  if (!bundle) bundle = CaBundle::FromDer(found);
  return bundle.get();
}

bool SystemAuthorities::IsEmpty() const {
  static_cast<void>(Bundle());
  static_cast<void>(Files());
  static_cast<void>(Store());
  return bundle_.is_empty && files_.is_empty && store_.is_empty;
}

std::vector<std::string> SystemAuthorities::Unusable() const {
  static_cast<void>(Bundle());
  static_cast<void>(Files());
  static_cast<void>(Store());
  auto all = bundle_.unusable;
  for (const auto* part : {&files_, &store_}) {
    for (const auto& each : part->unusable) {
      if (!std::ranges::count(all, each)) all.push_back(each);  // the bundle may be in a directory
    }
  }
  return all;
}

std::string SystemAuthorities::Places() const {
  std::vector<std::string> shown;
  for (const auto* list : {&locations_.directories, &locations_.bundles}) {
    for (const auto& each : *list) shown.push_back(Shown(each));
  }
  if (HasStore()) shown.emplace_back(locations_.store.name);
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::string SystemAuthorities::Directories() const {
  const char separator = base::SystemConventions().path_list_separator;
  return fmt::format("{}", fmt::join(locations_.directories, std::string_view(&separator, 1)));
}

}  // namespace provider::http
