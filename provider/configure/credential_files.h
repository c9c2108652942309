// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Credentials in files: a profile of KooCLI and the credentials file of the vendor's SDKs.

#pragma once

#include <string>

#include "provider/base/file_reader.h"
#include "provider/configure/arguments.h"
#include "provider/configure/chosen_credentials.h"
#include "provider/configure/endpoints_config.h"
#include "provider/cty/path.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

// A view of all that is given, which must outlive it. What is found goes into `result`.
class CredentialFiles {
 public:
  CredentialFiles(const Arguments& arguments, const MetadataEndpoint& metadata,
                  const base::FileReader& files, framework::Diagnostics& diagnostics,
                  ChosenCredentials& result)
      : arguments_(arguments),
        metadata_(metadata),
        files_(files),
        diagnostics_(diagnostics),
        result_(result) {}

  // Each is true when it ended the search: with credentials, with an error about a file that was
  // asked for, or because a value is unknown.
  bool TryProfileOfBlock();
  bool TryProfileOfEnvironment();
  bool TrySdkFile();

 private:
  bool UseProfile(const Setting& file, const Setting& name);
  // "" when it needs a home that is not known.
  [[nodiscard]] std::string HomePath(const std::string& path) const;
  // Always true: the search ends.
  bool Report(const std::string& source, const std::string& path, const std::string& problem,
              cty::Path place);

  const Arguments& arguments_;
  const MetadataEndpoint& metadata_;
  const base::FileReader& files_;
  framework::Diagnostics& diagnostics_;
  ChosenCredentials& result_;
};

}  // namespace provider::configure
