// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credential_files.h"

#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/base/redaction.h"
#include "provider/configure/koocli_profile.h"
#include "provider/configure/sdk_credentials.h"

namespace provider::configure {
namespace {

constexpr const char* kProfile = "KooCLI profile";
constexpr const char* kSdkFile = "SDK credentials file";
constexpr const char* kSdkFileVariable = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
constexpr std::size_t kMaxFile = 1U << 20;

}  // namespace

bool CredentialFiles::TryProfileOfBlock() {
  const auto file = arguments_.FromBlock("shared_config_file");
  const auto name = arguments_.FromBlock("profile");
  if (file.unset() && name.unset()) return false;
  return UseProfile(arguments_.Get("shared_config_file"), arguments_.Get("profile"));
}

bool CredentialFiles::TryProfileOfEnvironment() {
  const auto file = arguments_.FromEnvironment("shared_config_file");
  const auto name = arguments_.FromEnvironment("profile");
  if (!file.unset() || !name.unset()) return UseProfile(file, name);
  result_.Note(kProfile, "not asked for: neither profile nor shared_config_file is set");
  return false;
}

bool CredentialFiles::UseProfile(const Setting& file, const Setting& name) {
  if (result_.WaitFor(kProfile, {&file, &name})) return true;
  const auto place = name.known() ? name.Path() : file.Path();
  const auto path = HomePath(file.known() ? file.value : "~/.hcloud/config.json");
  const auto text = path.empty() ? tl::unexpected<std::string>("cannot be found: HOME is not set")
                                 : files_.Read(path, kMaxFile);
  if (!text) return Report(kProfile, path, text.error(), place);
  auto profile = ReadKooCliProfile(*text, name.value);
  if (!profile) return Report(kProfile, path, profile.error(), place);
  if (profile->key) {
    result_.credentials = *std::move(profile->key);
    if (profile->agency) result_.agencies.push_back(*std::move(profile->agency));
  } else if (metadata_.off) {
    return Report(kProfile, path, "has a profile of mode ecsAgency, but endpoints.metadata is \"\"",
                  place);
  } else if (!metadata_.url) {
    return result_.WaitFor(kProfile, metadata_.url.error().argument);
  } else {
    result_.credentials = auth::EcsMetadata{*metadata_.url};
  }
  result_.region = std::move(profile->region);
  result_.domain_id = std::move(profile->domain_id);
  result_.project_id = std::move(profile->project_id);
  result_.Note(kProfile, fmt::format("chosen: profile \"{}\" of {}",
                                     base::CleanForeignText(profile->name, 64),
                                     base::CleanForeignText(path)));
  return true;
}

bool CredentialFiles::TrySdkFile() {
  const auto named = arguments_.environment().Get(kSdkFileVariable);
  const auto path = HomePath(named.value_or("~/.huaweicloud/credentials"));
  if (path.empty()) {
    result_.Note(kSdkFile, "not looked for: HOME is not set");
    return false;
  }
  const auto shown = base::CleanForeignText(path);
  const auto text = files_.Read(path, kMaxFile);
  if (!text && !named && text.error() == "does not exist") {
    result_.Note(kSdkFile, shown + " does not exist");
    return false;
  }
  if (!text) return Report(kSdkFile, path, text.error(), {});
  auto found = ReadSdkCredentials(*text);
  if (!found) return Report(kSdkFile, path, found.error(), {});
  if (!*found) {
    result_.Note(kSdkFile, shown + " has no ak and sk in a section [basic]");
    return false;
  }
  result_.credentials = (*found)->key;
  result_.project_id = (*found)->project_id;
  result_.iam_endpoint = (*found)->iam_endpoint;
  result_.Note(kSdkFile, "chosen: " + shown);
  return true;
}

std::string CredentialFiles::HomePath(const std::string& path) const {
  if (!path.starts_with("~/")) return path;
  const auto home = arguments_.environment().Get("HOME");
  return home ? *home + path.substr(1) : std::string();
}

bool CredentialFiles::Report(const std::string& source, const std::string& path,
                             const std::string& problem, cty::Path place) {
  const auto shown = path.empty() ? "its file" : base::CleanForeignText(path);
  const auto* advice =
      source == kSdkFile
          ? "Correct the file or remove it; keys in the environment (HW_ACCESS_KEY, HW_SECRET_KEY) "
            "take precedence over it."
          : "Correct it with `hcloud configure`, name another with profile (HW_PROFILE) or "
            "shared_config_file (HW_SHARED_CONFIG_FILE), or leave both unset.";
  diagnostics_.AddError(
      "Unusable Credentials File",
      fmt::format("The {} cannot be used: {} {}.\n{}", source, shown, problem, advice),
      std::move(place));
  result_.Note(source, fmt::format("{} {}", shown, problem));
  return true;
}

}  // namespace provider::configure
