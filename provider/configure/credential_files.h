// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads credentials from files: a KooCLI profile and the credentials file of the vendor's SDKs.

#pragma once

#include <optional>
#include <string>

#include "provider/base/file_reader.h"
#include "provider/configure/arguments.h"
#include "provider/configure/chosen_credentials.h"
#include "provider/configure/endpoints_config.h"
#include "provider/configure/koocli_profile.h"
#include "provider/configure/sdk_credentials.h"
#include "provider/configure/value_rules.h"

namespace provider::configure {

// Refers to the constructor's arguments, which must outlive it. Puts what it finds into `result`.
class CredentialFiles {
 public:
  CredentialFiles(const Arguments& arguments, const MetadataEndpoint& metadata,
                  const base::FileReader& files, ValueRules& rules, ChosenCredentials& result)
      : arguments_(arguments), metadata_(metadata), files_(files), rules_(rules), result_(result) {}

  // Each returns true if it ended the search: with credentials, with an error about a requested
  // file, or because a value is unknown.
  bool TryProfileOfBlock();
  bool TryProfileOfEnvironment();
  bool TrySdkFile();

  // Takes the region of the profile that the block or the environment names, when the credentials
  // come from another source. An unreadable file is then only a warning, because no credentials are
  // taken from it.
  void TakeRegionOfNamedProfile();

 private:
  // The settings that select a profile, and its contents.
  struct Profile {
    Setting file;
    Setting name;
    std::string path;   // safe to show
    std::string place;  // safe to show: `profile "ci" of /home/me/.hcloud/config.json`
    tl::expected<KooCliProfile, FileFault> content;

    [[nodiscard]] cty::Path Argument() const { return name.known() ? name.path : file.path; }
    // Where name and path come from, in sentences. Empty: both are defaults.
    [[nodiscard]] std::string Origin() const;
  };

  bool UseProfile(const Setting& file, const Setting& name);
  // Returns nullopt if file or name breaks a rule, and reports it.
  [[nodiscard]] std::optional<Profile> ReadProfile(const Setting& file, const Setting& name);
  bool UseKeysOf(const Profile& profile);
  // Returns false if a value breaks a rule, and reports it.
  bool UseSdkFile(const SdkCredentials& found, const std::string& shown);
  [[nodiscard]] Setting Of(const Profile& profile, const std::string& value, const char* argument,
                           const char* field) const;
  // Always returns true: the error ends the search.
  bool Report(const Profile& profile, const FileFault& fault);
  bool ReportSdkFile(const Setting& named, const std::string& shown, const FileFault& fault);

  const Arguments& arguments_;
  const MetadataEndpoint& metadata_;
  const base::FileReader& files_;
  ValueRules& rules_;
  ChosenCredentials& result_;
  bool profile_is_asked_ = false;  // for credentials, not only for its region
};

}  // namespace provider::configure
