// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credential_files.h"

#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/base/environment.h"
#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

constexpr const char* kProfile = "KooCLI profile";
constexpr const char* kSdkFile = "SDK credentials file";
constexpr const char* kUnusableValue = "a value cannot be used";
constexpr std::size_t kMaxFile = 1U << 20;
constexpr std::size_t kMaxName = 64;

// How to undo a setting where it was made: `unset HW_PROFILE`.
std::string HowToUnset(const Setting& setting) {
  return setting.from_environment() ? "unset " + setting.variable
                                    : fmt::format("remove \"{}\"", setting.argument);
}

std::string AdviceForPath(const Setting& file, const Setting& name) {
  if (file.known()) return fmt::format("Check the path, or {}.", HowToUnset(file));
  return fmt::format("Set shared_config_file (HW_SHARED_CONFIG_FILE) to its path, or {}.",
                     HowToUnset(name));
}

}  // namespace

std::string CredentialFiles::Profile::Origin() const {
  std::string text;
  if (name.known()) text += fmt::format("The profile is named by {}. ", name.Source());
  if (file.known()) text += fmt::format("The path comes from {}. ", file.Source());
  return text;
}

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
  result_.Note(kProfile,
               "neither profile (HW_PROFILE) nor shared_config_file "
               "(HW_SHARED_CONFIG_FILE) is set");
  return false;
}

std::optional<CredentialFiles::Profile> CredentialFiles::ReadProfile(const Setting& file,
                                                                     const Setting& name) {
  if (!rules_.Check({&file, &name})) return std::nullopt;
  const auto path = file.known()
                        ? file.value
                        : base::ExpandHome("~/.hcloud/config.json", arguments_.environment());
  Profile profile{.file = file,
                  .name = name,
                  .path = path ? text::CleanForeignText(*path) : "its file",
                  .place = {},
                  .content = {}};
  if (!path) {
    const auto home = arguments_.environment().conventions().home_variable;
    profile.content =
        tl::unexpected<FileFault>({fmt::format("cannot be found: {} is not set", home),
                                   fmt::format("Set {}, or shared_config_file.", home)});
    return profile;
  }
  const auto text = files_.Read(*path, kMaxFile);
  if (text) {
    profile.content = ReadKooCliProfile(*text, name.value);
  } else {
    profile.content = tl::unexpected<FileFault>({text.error().phrase, AdviceForPath(file, name)});
  }
  if (profile.content) {
    profile.place =
        fmt::format("profile \"{}\" of {}", text::CleanForeignText(profile.content->name, kMaxName),
                    profile.path);
  }
  return profile;
}

Setting CredentialFiles::Of(const Profile& profile, const std::string& value, const char* argument,
                            const char* field) const {
  return FromFile(value, argument, field, profile.place, profile.Argument(),
                  arguments_.environment());
}

bool CredentialFiles::UseProfile(const Setting& file, const Setting& name) {
  profile_is_asked_ = true;
  if (result_.WaitFor(kProfile, {&file, &name})) return true;
  const auto profile = ReadProfile(file, name);
  if (!profile) {
    result_.Note(kProfile, kUnusableValue);
    return true;
  }
  if (!profile->content) return Report(*profile, profile->content.error());
  const auto& content = *profile->content;
  if (!content.problem.phrase.empty()) return Report(*profile, content.problem);
  if (content.key) {
    if (!UseKeysOf(*profile)) return true;
  } else if (metadata_.off) {
    return Report(*profile, {"has a profile of mode ecsAgency, but endpoints.metadata is \"\"",
                             "Remove metadata from endpoints, or name another profile."});
  } else if (!metadata_.url) {
    return result_.WaitFor(kProfile, metadata_.url.error().argument);
  } else {
    result_.credentials = auth::EcsMetadata{*metadata_.url};
  }
  result_.region = Of(*profile, content.region, "region", "region");
  result_.domain_id = Of(*profile, content.domain_id, "domain_id", "domainId");
  result_.project_id = Of(*profile, content.project_id, "project_id", "projectId");
  result_.NoteChosen(kProfile, profile->place);
  return true;
}

bool CredentialFiles::UseKeysOf(const Profile& profile) {
  const auto& key = *profile.content->key;
  const auto access = Of(profile, key.access_key, "access_key", "accessKeyId");
  const auto secret = Of(profile, key.secret_key, "secret_key", "secretAccessKey");
  const auto token = Of(profile, key.security_token, "security_token", "securityToken");
  bool fine = rules_.Check({&access, &secret, &token}) && rules_.CheckKeyPair(access, secret);
  const auto& agency = profile.content->agency;
  if (agency) {
    const auto name = Of(profile, agency->name, "assume_role.agency_name", "agencyName");
    const auto domain_name =
        Of(profile, agency->domain_name, "assume_role.domain_name", "agencyDomainName");
    const auto domain_id =
        Of(profile, agency->domain_id, "assume_role.domain_id", "agencyDomainId");
    fine = rules_.Check({&name, &domain_name, &domain_id}) && fine;
  }
  if (!fine) {
    result_.Note(kProfile, kUnusableValue);
    return false;
  }
  result_.credentials = key;
  if (agency) result_.agencies.push_back(*agency);
  return true;
}

void CredentialFiles::TakeRegionOfNamedProfile() {
  const auto file = arguments_.Get("shared_config_file");
  const auto name = arguments_.Get("profile");
  if (profile_is_asked_ || (file.unset() && name.unset())) return;
  for (const auto* setting : {&file, &name}) {
    if (setting->unknown()) result_.unknown_arguments.push_back(setting->argument);
  }
  if (file.unknown() || name.unknown()) return;
  const auto profile = ReadProfile(file, name);
  if (!profile) return;
  if (profile->content) {
    result_.region = Of(*profile, profile->content->region, "region", "region");
    return;
  }
  rules_.diagnostics().AddWarning(
      "No Region From the Profile",
      fmt::format("No region is set, and the KooCLI profile cannot give one: {} {}.\n{}Set region "
                  "(HW_REGION_NAME), or correct what names the profile.",
                  profile->path, profile->content.error().phrase, profile->Origin()),
      profile->Argument());
}

bool CredentialFiles::TrySdkFile() {
  const auto named = FromPathVariable("HUAWEICLOUD_SDK_CREDENTIALS_FILE", arguments_.environment());
  if (!rules_.Check(named)) {
    result_.Note(kSdkFile, kUnusableValue);
    return true;
  }
  const auto path = named.known()
                        ? named.value
                        : base::ExpandHome("~/.huaweicloud/credentials", arguments_.environment());
  if (!path) {
    result_.Note(kSdkFile, fmt::format("not looked for: {} is not set",
                                       arguments_.environment().conventions().home_variable));
    return false;
  }
  const auto shown = text::CleanForeignText(*path);
  const auto text = files_.Read(*path, kMaxFile);
  if (!text && !named.known() && text.error().is_missing) {
    result_.Note(kSdkFile, shown + " does not exist");
    return false;
  }
  if (!text) {
    return ReportSdkFile(named, shown,
                         {text.error().phrase, named.known() ? AdviceForPath(named, named)
                                                             : "Make it readable, or remove it."});
  }
  const auto found = ReadSdkCredentials(*text);
  if (!found)
    return ReportSdkFile(named, shown, {found.error(), "Add it, or remove the other one."});
  if (!*found) {
    result_.Note(kSdkFile, shown + " has no ak and sk in a section [basic]");
    return false;
  }
  if (UseSdkFile(**found, shown)) {
    result_.NoteChosen(kSdkFile, shown);
  } else {
    result_.Note(kSdkFile, kUnusableValue);
  }
  return true;
}

bool CredentialFiles::UseSdkFile(const SdkCredentials& found, const std::string& shown) {
  const auto of = [&](const std::string& value, const char* argument, const char* field) {
    return FromFile(value, argument, field, "section [basic] of " + shown, {},
                    arguments_.environment());
  };
  const auto access = of(found.key.access_key, "access_key", "ak");
  const auto secret = of(found.key.secret_key, "secret_key", "sk");
  const auto token = of(found.key.security_token, "security_token", "security_token");
  if (!rules_.Check({&access, &secret, &token}) || !rules_.CheckKeyPair(access, secret)) {
    return false;
  }
  result_.credentials = found.key;
  result_.project_id = of(found.project_id, "project_id", "project_id");
  result_.iam_endpoint = of(found.iam_endpoint, "auth_url", "iam_endpoint");
  return true;
}

bool CredentialFiles::Report(const Profile& profile, const FileFault& fault) {
  rules_.diagnostics().AddError(
      "Unusable Credentials File",
      fmt::format("The KooCLI profile cannot be used: {} {}.\n{}{}", profile.path, fault.phrase,
                  profile.Origin(), fault.advice),
      profile.Argument());
  result_.Note(kProfile, fmt::format("{} {}", profile.path, fault.phrase));
  return true;
}

bool CredentialFiles::ReportSdkFile(const Setting& named, const std::string& shown,
                                    const FileFault& fault) {
  rules_.diagnostics().AddError(
      "Unusable Credentials File",
      fmt::format("The SDK credentials file cannot be used: {} {}.\n{}{}", shown, fault.phrase,
                  named.known() ? fmt::format("The path comes from {}. ", named.Source()) : "",
                  fault.advice));
  result_.Note(kSdkFile, fmt::format("{} {}", shown, fault.phrase));
  return true;
}

}  // namespace provider::configure
