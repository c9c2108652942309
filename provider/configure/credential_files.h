// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Credentials in files: a profile of KooCLI and the credentials file of the vendor's SDKs.

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

// A view of all that is given, which must outlive it. What is found goes into `result`.
class CredentialFiles {
 public:
  CredentialFiles(const Arguments& arguments, const MetadataEndpoint& metadata,
                  const base::FileReader& files, ValueRules& rules, ChosenCredentials& result)
      : arguments_(arguments), metadata_(metadata), files_(files), rules_(rules), result_(result) {}

  // Each is true when it ended the search: with credentials, with an error about a file that was
  // asked for, or because a value is unknown.
  bool TryProfileOfBlock();
  bool TryProfileOfEnvironment();
  bool TrySdkFile();

  // The region of the profile that block or environment names, for credentials that are not the
  // profile's. A file that cannot be read is a warning then: nobody signs in with it.
  void TakeRegionOfNamedProfile();

 private:
  // What leads to a profile, and what was found there.
  struct Profile {
    Setting file;
    Setting name;
    std::string path;   // fit to show
    std::string place;  // likewise: `profile "ci" of /home/me/.hcloud/config.json`
    tl::expected<KooCliProfile, FileFault> content;

    [[nodiscard]] cty::Path Argument() const { return name.known() ? name.path : file.path; }
    // Where name and path come from, as sentences; empty: both are defaults.
    [[nodiscard]] std::string Origin() const;
  };

  bool UseProfile(const Setting& file, const Setting& name);
  // nullopt: file or name breaks a rule, which is reported.
  [[nodiscard]] std::optional<Profile> ReadProfile(const Setting& file, const Setting& name);
  bool UseKeysOf(const Profile& profile);
  // False when a value breaks a rule, which is reported.
  bool UseSdkFile(const SdkCredentials& found, const std::string& shown);
  [[nodiscard]] Setting Of(const Profile& profile, const std::string& value, const char* argument,
                           const char* field) const;
  // Always true: the search ends.
  bool Report(const Profile& profile, const FileFault& fault);
  bool ReportSdkFile(const Setting& named, const std::string& shown, const FileFault& fault);

  const Arguments& arguments_;
  const MetadataEndpoint& metadata_;
  const base::FileReader& files_;
  ValueRules& rules_;
  ChosenCredentials& result_;
  bool profile_is_asked_ = false;  // for credentials
};

}  // namespace provider::configure
