// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credentials_chain.h"

#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "provider/base/redaction.h"
#include "provider/configure/koocli_profile.h"
#include "provider/configure/roles_config.h"
#include "provider/configure/sdk_credentials.h"

namespace provider::configure {
namespace {

constexpr char kIncomplete[] = "Incomplete Credentials";

constexpr char kUnusableFile[] = "Unusable Credentials File";
constexpr char kSdkFile[] = "SDK credentials file";
constexpr std::size_t kMaxFile = 1U << 20;
constexpr const char* kCredentialsFileVariable = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

class Chain {
 public:
  Chain(const Arguments& arguments, const MetadataEndpoint& metadata, const base::FileReader& files,
        framework::Diagnostics& diagnostics)
      : arguments_(arguments), metadata_(metadata), files_(files), diagnostics_(diagnostics) {}

  ChosenCredentials Choose() {
    static_cast<void>(TryBlock() || TryProfileOfBlock() || TryEnvironment() ||
                      TryProfileOfEnvironment() || TrySdkFile() || TryMetadata());
    return std::move(result_);
  }

 private:
  // Each Try… is true when it ended the search: with credentials, with an error, or because the
  // answer is not known yet.

  bool TryBlock() {
    source_ = "provider block";
    const auto id_token = ReadIdTokenOfBlock(arguments_, diagnostics_);
    if (id_token.present) return UseIdToken(id_token);
    const auto token = arguments_.FromBlock("token");
    const auto access_key = arguments_.FromBlock("access_key");
    const auto secret_key = arguments_.FromBlock("secret_key");
    const auto security_token = arguments_.FromBlock("security_token");
    const auto user_name = arguments_.FromBlock("user_name");
    const auto password = arguments_.FromBlock("password");

    const bool has_keys = !access_key.unset() || !secret_key.unset() || !security_token.unset();
    if (!token.unset()) {
      // Half a pair is a mistake even where the token makes it useless.
      if (has_keys && !CheckPair(access_key, secret_key, security_token)) return true;
      return UseToken(token);
    }
    if (has_keys) return UseKeysOfBlock(access_key, secret_key, security_token);
    if (!user_name.unset() || !password.unset()) return UsePasswordOfBlock(user_name, password);
    Note("none of token, access_key, secret_key, security_token, user_name and password is set");
    return false;
  }

  bool TryEnvironment() {
    source_ = "environment";
    const auto id_token = ReadIdTokenOfEnvironment(arguments_, diagnostics_);
    if (id_token.present) return UseIdToken(id_token);
    const auto token = arguments_.FromEnvironment("token");
    if (token.known()) return UseToken(token);

    const auto access_key = arguments_.FromEnvironment("access_key");
    const auto secret_key = arguments_.FromEnvironment("secret_key");
    if (access_key.known() && secret_key.known()) {
      return UseKeys(access_key, secret_key, arguments_.FromEnvironment("security_token"));
    }
    if (access_key.known() != secret_key.known()) {
      return ReportHalf(access_key.known() ? access_key : secret_key,
                        access_key.known() ? "secret_key" : "access_key");
    }

    const auto user_name = arguments_.FromEnvironment("user_name");
    const auto password = arguments_.FromEnvironment("password");
    const auto domain_name = arguments_.Get("domain_name");
    if (user_name.known() && password.known() && !domain_name.unset()) {
      return UsePassword(user_name, password, domain_name);
    }
    NoteEnvironmentWithoutCredentials(user_name, password);
    return false;
  }

  bool UseIdToken(const IdTokenConfig& config) {
    if (config.unknown) {
      result_.unknown_arguments.emplace_back("assume_role_with_oidc");
      Note("its values are not known yet");
    } else if (!config.id_token) {
      Note("assume_role_with_oidc is incomplete");
    } else {
      Note("chosen: assume_role_with_oidc");
      result_.credentials = *config.id_token;
    }
    return true;
  }

  bool UseToken(const Setting& token) {
    if (Pending({&token}) || !Check({&token})) return true;
    return Win(auth::Token{token.value}, {&token});
  }

  // Completed by the environment.
  struct Pair {
    Setting access_key;
    Setting secret_key;
  };
  Pair Complete(const Setting& access_key, const Setting& secret_key) const {
    return {access_key.unset() ? arguments_.FromEnvironment("access_key") : access_key,
            secret_key.unset() ? arguments_.FromEnvironment("secret_key") : secret_key};
  }

  bool CheckPair(const Setting& access_key, const Setting& secret_key,
                 const Setting& security_token) {
    const auto pair = Complete(access_key, secret_key);
    const auto& reason = !access_key.unset()   ? access_key
                         : !secret_key.unset() ? secret_key
                                               : security_token;
    if (pair.access_key.unset()) return !ReportHalf(reason, "access_key");
    if (pair.secret_key.unset()) return !ReportHalf(reason, "secret_key");
    return true;
  }

  bool UseKeysOfBlock(const Setting& access_key, const Setting& secret_key,
                      const Setting& security_token) {
    if (!CheckPair(access_key, secret_key, security_token)) return true;
    const auto pair = Complete(access_key, secret_key);
    // A security token belongs to the access key it was issued with: one in the environment must
    // not be sent with a key of the block.
    const bool from_environment = security_token.unset() && pair.access_key.from_environment();
    return UseKeys(
        pair.access_key, pair.secret_key,
        from_environment ? arguments_.FromEnvironment("security_token") : security_token);
  }

  bool UseKeys(const Setting& access_key, const Setting& secret_key,
               const Setting& security_token) {
    if (Pending({&access_key, &secret_key, &security_token}) ||
        !Check({&access_key, &secret_key, &security_token})) {
      return true;
    }
    return Win(auth::AccessKey{access_key.value, secret_key.value, security_token.value},
               {&access_key, &secret_key, &security_token});
  }

  bool UsePasswordOfBlock(const Setting& own_user_name, const Setting& own_password) {
    const auto user_name =
        own_user_name.unset() ? arguments_.FromEnvironment("user_name") : own_user_name;
    const auto password =
        own_password.unset() ? arguments_.FromEnvironment("password") : own_password;
    const auto domain_name = arguments_.Get("domain_name");
    if (user_name.unset()) return ReportHalf(own_password, "user_name");
    if (password.unset()) return ReportHalf(own_user_name, "password");
    if (domain_name.unset()) {
      return ReportHalf(own_user_name.unset() ? own_password : own_user_name, "domain_name");
    }
    return UsePassword(user_name, password, domain_name);
  }

  bool UsePassword(const Setting& user_name, const Setting& password, const Setting& domain_name) {
    if (Pending({&user_name, &password, &domain_name})) return true;
    return Win(auth::Password{user_name.value, password.value, domain_name.value},
               {&user_name, &password, &domain_name});
  }

  bool Pending(std::initializer_list<const Setting*> settings) {
    bool pending = false;
    for (const auto* setting : settings) {
      if (!setting->unknown()) continue;
      pending = true;
      result_.unknown_arguments.push_back(setting->argument);
    }
    if (pending) Note("its values are not known yet");
    return pending;
  }

  bool Check(std::initializer_list<const Setting*> settings) {
    bool fine = true;
    for (const auto* setting : settings) fine = CheckRules(*setting, diagnostics_) && fine;
    if (!fine) Note("a value cannot be used");
    return fine;
  }

  // Always true: the search ends.
  bool ReportHalf(const Setting& present, std::string_view missing) {
    diagnostics_.AddError(
        kIncomplete,
        fmt::format("{} is set, but \"{}\" is set neither in the provider block nor in the "
                    "environment ({}). They are used together: set both, or neither.",
                    present.Subject(), missing, Arguments::VariablesOf(missing)),
        present.Path());
    Note(fmt::format("{} is missing", missing));
    return true;
  }

  bool Win(auth::Credentials credentials, std::initializer_list<const Setting*> settings) {
    std::string names;
    for (const auto* setting : settings) {
      if (!setting->known()) continue;
      if (!names.empty()) names += ", ";
      names += setting->from_environment() ? setting->variable : setting->argument;
    }
    Note("chosen: " + names);
    result_.credentials = std::move(credentials);
    return true;
  }

  void NoteEnvironmentWithoutCredentials(const Setting& user_name, const Setting& password) {
    if (user_name.unset() && password.unset()) {
      Note(fmt::format("none of {}, {} and {} is set", Arguments::VariablesOf("token"),
                       Arguments::VariablesOf("access_key"), Arguments::VariablesOf("user_name")));
    } else if (user_name.unset() || password.unset()) {
      const auto& present = user_name.unset() ? password : user_name;
      const auto missing = user_name.unset() ? "user_name" : "password";
      Note(fmt::format("{} is set, but none of {}", present.variable,
                       Arguments::VariablesOf(missing)));
    } else {
      Note(fmt::format("{} and {} are set, but neither domain_name nor any of {}",
                       user_name.variable, password.variable,
                       Arguments::VariablesOf("domain_name")));
    }
  }

  bool TryProfileOfBlock() {
    const auto file = arguments_.FromBlock("shared_config_file");
    const auto name = arguments_.FromBlock("profile");
    if (file.unset() && name.unset()) return false;
    return UseProfile(arguments_.Get("shared_config_file"), arguments_.Get("profile"));
  }

  bool TryProfileOfEnvironment() {
    const auto file = arguments_.FromEnvironment("shared_config_file");
    const auto name = arguments_.FromEnvironment("profile");
    if (!file.unset() || !name.unset()) return UseProfile(file, name);
    source_ = "KooCLI profile";
    Note("not asked for: neither profile nor shared_config_file is set");
    return false;
  }

  bool UseProfile(const Setting& file, const Setting& name) {
    source_ = "KooCLI profile";
    if (Pending({&file, &name})) return true;
    const auto place = name.known() ? name.Path() : file.Path();
    const auto path = HomePath(file.known() ? file.value : "~/.hcloud/config.json");
    const auto text = path.empty() ? tl::unexpected<std::string>("cannot be found: HOME is not set")
                                   : files_.Read(path, kMaxFile);
    if (!text) return ReportFile(path, text.error(), place);
    auto profile = ReadKooCliProfile(*text, name.value);
    if (!profile) return ReportFile(path, profile.error(), place);
    if (profile->key) {
      result_.credentials = *std::move(profile->key);
      if (profile->agency) result_.agencies.push_back(*std::move(profile->agency));
    } else if (metadata_.off) {
      return ReportFile(path, "has a profile of mode ecsAgency, but endpoints.metadata is \"\"",
                        place);
    } else if (metadata_.unknown) {
      return WaitForMetadata();
    } else {
      result_.credentials = auth::EcsMetadata{metadata_.url};
    }
    result_.region = std::move(profile->region);
    result_.domain_id = std::move(profile->domain_id);
    result_.project_id = std::move(profile->project_id);
    Note(fmt::format("chosen: profile \"{}\" of {}", base::CleanForeignText(profile->name, 64),
                     base::CleanForeignText(path)));
    return true;
  }

  bool TrySdkFile() {
    source_ = kSdkFile;
    const auto named = arguments_.environment().Get(kCredentialsFileVariable);
    const auto path = HomePath(named.value_or("~/.huaweicloud/credentials"));
    if (path.empty()) {
      Note("not looked for: HOME is not set");
      return false;
    }
    const auto text = files_.Read(path, kMaxFile);
    if (!text && !named && text.error() == "does not exist") {
      Note(fmt::format("{} does not exist", base::CleanForeignText(path)));
      return false;
    }
    if (!text) return ReportFile(path, text.error(), {});
    auto found = ReadSdkCredentials(*text);
    if (!found) return ReportFile(path, found.error(), {});
    if (!*found) {
      Note(fmt::format("{} has no ak and sk in a section [basic]", base::CleanForeignText(path)));
      return false;
    }
    result_.credentials = (*found)->key;
    result_.project_id = (*found)->project_id;
    result_.iam_endpoint = (*found)->iam_endpoint;
    Note(fmt::format("chosen: {}", base::CleanForeignText(path)));
    return true;
  }

  bool TryMetadata() {
    source_ = auth::kEcsMetadataSource;
    if (metadata_.off) {
      Note("switched off by endpoints.metadata");
      return false;
    }
    if (metadata_.unknown) return WaitForMetadata();
    result_.credentials = auth::EcsMetadata{metadata_.url};
    Note("chosen: asked by the first check");
    return true;
  }

  bool WaitForMetadata() {
    result_.unknown_arguments.emplace_back("endpoints");
    Note("its address is not known yet");
    return true;
  }

  // "" when it needs a home that is not known.
  [[nodiscard]] std::string HomePath(const std::string& path) const {
    if (!path.starts_with("~/")) return path;
    const auto home = arguments_.environment().Get("HOME");
    return home ? *home + path.substr(1) : std::string();
  }

  // Always true: the search ends.
  bool ReportFile(const std::string& path, const std::string& problem, cty::Path place) {
    const auto shown = path.empty() ? "its file" : base::CleanForeignText(path);
    const auto* advice =
        source_ == kSdkFile
            ? "Correct the file or remove it; keys in the environment (HW_ACCESS_KEY, "
              "HW_SECRET_KEY) take precedence over it."
            : "Correct it with `hcloud configure`, name another with profile (HW_PROFILE) or "
              "shared_config_file (HW_SHARED_CONFIG_FILE), or leave both unset.";
    diagnostics_.AddError(
        kUnusableFile,
        fmt::format("The {} cannot be used: {} {}.\n{}", source_, shown, problem, advice),
        std::move(place));
    Note(fmt::format("{} {}", shown, problem));
    return true;
  }

  void Note(std::string outcome) { result_.attempts.push_back({source_, std::move(outcome)}); }

  const Arguments& arguments_;
  const MetadataEndpoint& metadata_;
  const base::FileReader& files_;
  framework::Diagnostics& diagnostics_;
  std::string source_;
  ChosenCredentials result_;
};

}  // namespace

ChosenCredentials ChooseCredentials(const Arguments& arguments, const MetadataEndpoint& metadata,
                                    const base::FileReader& files,
                                    framework::Diagnostics& diagnostics) {
  return Chain(arguments, metadata, files, diagnostics).Choose();
}

}  // namespace provider::configure
