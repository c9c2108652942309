// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credentials_chain.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "provider/auth/credentials.h"
#include "provider/auth/settings.h"
#include "provider/configure/credential_files.h"
#include "provider/configure/credential_set.h"
#include "provider/configure/roles_config.h"

namespace provider::configure {
namespace {

using Kind = CredentialSet::Kind;

constexpr char kIncomplete[] = "Incomplete Credentials";

class Chain {
 public:
  Chain(const Arguments& arguments, const MetadataEndpoint& metadata, const base::FileReader& files,
        ValueRules& rules)
      : arguments_(arguments),
        metadata_(metadata),
        rules_(rules),
        files_(arguments, metadata, files, rules, result_) {}

  ChosenCredentials Choose() {
    static_cast<void>(TryBlock() || files_.TryProfileOfBlock() || TryEnvironment() ||
                      files_.TryProfileOfEnvironment() || files_.TrySdkFile() || TryMetadata());
    if (arguments_.Get("region").unset()) files_.TakeRegionOfNamedProfile();
    return std::move(result_);
  }

 private:
  // Each Try… returns true if it ended the search: with credentials, with an error, or because a
  // value is unknown.

  bool TryBlock() {
    source_ = "provider block";
    const auto id_token = ReadIdTokenOfBlock(arguments_, rules_);
    if (id_token.present) return UseIdToken(id_token);

    const auto token = arguments_.FromBlock("token");
    const auto own_keys = CredentialSet::FromBlock(Kind::kKeys, arguments_);
    const auto keys = own_keys.CompletedFrom(arguments_);
    // Report half a pair even if the token would be used instead.
    if (!own_keys.empty() && !keys.whole()) return ReportHalf(own_keys.beginning(), keys);
    if (!token.unset()) return UseToken(token);
    if (!own_keys.empty()) return UseKeys(keys);

    const auto own_password = CredentialSet::FromBlock(Kind::kPassword, arguments_);
    const auto password = own_password.CompletedFrom(arguments_);
    if (own_password.empty()) {
      Note("none of access_key, secret_key, security_token, token, user_name, password is set");
      return false;
    }
    if (!password.whole()) return ReportHalf(own_password.beginning(), password);
    const auto account = AccountOf(password);
    return account.unset() ? ReportNoAccount(password, own_password.beginning())
                           : UsePassword(password, account);
  }

  bool TryEnvironment() {
    source_ = auth::kEnvironmentSource;
    const auto id_token = ReadIdTokenOfEnvironment(arguments_, rules_);
    if (id_token.present) return UseIdToken(id_token);
    const auto token = arguments_.FromEnvironment("token");
    if (token.known()) return UseToken(token);

    const auto keys = CredentialSet::FromEnvironment(Kind::kKeys, arguments_);
    if (keys.whole()) return UseKeys(keys);
    if (!keys.empty()) return ReportHalf(keys.beginning(), keys);

    const auto password = CredentialSet::FromEnvironment(Kind::kPassword, arguments_);
    if (password.empty()) {
      NoteEmptyEnvironment();
      return false;
    }
    if (!password.whole()) return PassOverHalf(password);
    const auto account = AccountOf(password);
    if (!account.unset()) return UsePassword(password, account);
    if (password.family() == Family::kHw) return ReportNoAccount(password, password.beginning());
    Note(fmt::format("{} and {} are set, but none of {}, {} is", password.identity().variable,
                     password.secret().variable,
                     Arguments::VariablesOf("domain_name", *password.family()),
                     Arguments::VariablesOf("domain_id", *password.family())));
    return false;
  }

  // Also mentions a security token without an access key, which has no effect.
  void NoteEmptyEnvironment() {
    for (const auto family : kFamilies) {
      const auto token = arguments_.FromFamily("security_token", family);
      if (token.unset()) continue;
      Note(fmt::format("{} is set, but {} is not", token.variable,
                       Arguments::VariablesOf("access_key", family)));
      return;
    }
    Note(fmt::format("none of {}, {}, {} is set", Arguments::VariablesOf("access_key"),
                     Arguments::VariablesOf("token"), Arguments::VariablesOf("user_name")));
  }

  // Half a pair is skipped, because it may be meant for another tool (OS_USERNAME). It is reported
  // if a later family has both halves, because that user must not replace the one of the earlier
  // family. A half with the prefix HW_ is always reported, because that prefix is ours.
  bool PassOverHalf(const CredentialSet& half) {
    const bool replaceable = std::ranges::any_of(kFamilies, [&](Family family) {
      return CredentialSet::FromVariables(Kind::kPassword, arguments_, family).whole();
    });
    if (replaceable || half.family() == Family::kHw) return ReportHalf(half.beginning(), half);
    Note(fmt::format("{} is set, but {} is not", half.beginning().variable,
                     Arguments::VariablesOf(half.missing(), *half.family())));
    return false;
  }

  bool TryMetadata() {
    source_ = auth::kEcsMetadataSource;
    if (metadata_.off) {
      Note("switched off by endpoints.metadata");
      return false;
    }
    if (!metadata_.url) return result_.WaitFor(source_, metadata_.url.error().argument);
    result_.credentials = auth::EcsMetadata{*metadata_.url};
    Note("chosen: asked by the first read");
    return true;
  }

  bool UseIdToken(const IdTokenConfig& config) {
    if (config.unknown) return result_.WaitFor(source_, "assume_role_with_oidc");
    if (!config.id_token) {
      Note("assume_role_with_oidc is incomplete");
    } else {
      result_.NoteChosen(source_, "assume_role_with_oidc");
      result_.credentials = *config.id_token;
    }
    return true;
  }

  bool UseToken(const Setting& token) {
    if (result_.WaitFor(source_, {&token}) || !Check({&token})) return true;
    return Win(auth::Token{token.value}, {&token});
  }

  bool UseKeys(const CredentialSet& keys) {
    const std::initializer_list<const Setting*> settings = {&keys.identity(), &keys.secret(),
                                                            &keys.security_token()};
    if (result_.WaitFor(source_, settings) || !Check(settings)) return true;
    if (!rules_.CheckKeyPair(keys.identity(), keys.secret())) {
      Note("access key and secret key are mixed up");
      return true;
    }
    WarnOfSecurityTokenLeftOut(keys);
    return Win(
        auth::AccessKey{keys.identity().value, keys.secret().value, keys.security_token().value},
        settings);
  }

  // The account of a user: from the block before the environment, and domain_name before domain_id.
  // Among variables, a domain_name of the family of the user or the password comes first.
  [[nodiscard]] Setting AccountOf(const CredentialSet& password) const {
    for (const auto* argument : {"domain_name", "domain_id"}) {
      if (auto own = arguments_.FromBlock(argument); !own.unset()) return own;
    }
    if (password.family()) {
      auto name = arguments_.FromFamily("domain_name", *password.family());
      if (!name.unset()) return name;
    }
    auto name = arguments_.FromEnvironment("domain_name");
    return name.unset() ? arguments_.FromEnvironment("domain_id") : name;
  }

  // A domain_id is not part of Password: the settings have their own member for it, which may be
  // unknown.
  bool UsePassword(const CredentialSet& password, const Setting& account) {
    const auto& user_name = password.identity();
    const auto& secret = password.secret();
    if (!Check({&user_name, &secret, &account})) return true;
    const bool by_name = account.argument == "domain_name";
    if (by_name ? result_.WaitFor(source_, {&user_name, &secret, &account})
                : result_.WaitFor(source_, {&user_name, &secret})) {
      return true;
    }
    return Win(auth::Password{user_name.value, secret.value, by_name ? account.value : ""},
               {&user_name, &secret, &account});
  }

  bool Check(std::initializer_list<const Setting*> settings) {
    if (rules_.Check(settings)) return true;
    Note("a value cannot be used");
    return false;
  }

  // Always returns true: the error ends the search.
  bool ReportHalf(const Setting& present, const CredentialSet& set) {
    const std::string missing(set.missing());
    auto detail = fmt::format(
        "{} is set, but \"{}\" is set neither in the provider block nor in the environment ({}). "
        "They are used together: set both, or neither.",
        present.Subject(), missing,
        set.family() ? Arguments::VariablesOf(missing, *set.family())
                     : Arguments::VariablesOf(missing));
    // Another family can have the missing half only if one family began the set.
    if (const auto other = arguments_.FromEnvironment(missing); other.known()) {
      detail += fmt::format(" {} does not complete it: both variables must have the same prefix.",
                            other.variable);
    }
    rules_.diagnostics().AddError(kIncomplete, std::move(detail), present.path);
    Note(fmt::format("{} is missing", missing));
    return true;
  }

  // Always returns true: the error ends the search.
  bool ReportNoAccount(const CredentialSet& password, const Setting& present) {
    const auto& user = password.identity();
    const auto name_of = [&](const char* argument) {
      if (!user.from_environment()) return fmt::format("\"{}\"", argument);
      const auto variables = Arguments::VariablesOf(argument, *password.family());
      return variables.substr(0, variables.find(','));
    };
    rules_.diagnostics().AddError(
        kIncomplete,
        fmt::format("Set {} or {}: the user in {} belongs to an account, and neither its name nor "
                    "its ID is set.",
                    name_of("domain_name"), name_of("domain_id"), user.Source()),
        present.path);
    Note("domain_name is missing");
    return true;
  }

  // Warns if another family has a security token, which is not used with these keys but may have
  // been meant for them.
  void WarnOfSecurityTokenLeftOut(const CredentialSet& keys) {
    if (!keys.identity().from_environment() || !keys.security_token().unset()) return;
    for (const auto family : kFamilies) {
      const auto token = arguments_.FromFamily("security_token", family);
      if (token.unset() || !arguments_.FromFamily("access_key", family).unset()) continue;
      const auto access_key = Arguments::VariablesOf("access_key", family);
      rules_.diagnostics().AddWarning(
          "Security Token Not Used",
          fmt::format(
              "The environment variable {} is not used: it belongs to the access key in {}, "
              "which is not set, and {} is used. If the keys are temporary, set {} and {} "
              "instead; otherwise unset {}.",
              token.variable, access_key, keys.identity().variable, access_key,
              Arguments::VariablesOf("secret_key", family), token.variable));
    }
  }

  bool Win(auth::Credentials credentials, std::initializer_list<const Setting*> settings) {
    std::string names;
    for (const auto* setting : settings) {
      if (!setting->known()) continue;
      if (!names.empty()) names += ", ";
      names += setting->from_environment() ? setting->variable : setting->argument;
    }
    result_.NoteChosen(source_, names);
    result_.credentials = std::move(credentials);
    return true;
  }

  void Note(std::string outcome) { result_.Note(source_, std::move(outcome)); }

  const Arguments& arguments_;
  const MetadataEndpoint& metadata_;
  ValueRules& rules_;
  std::string source_;
  ChosenCredentials result_;
  CredentialFiles files_;  // writes into result_
};

}  // namespace

ChosenCredentials ChooseCredentials(const Arguments& arguments, const MetadataEndpoint& metadata,
                                    const base::FileReader& files, ValueRules& rules) {
  return Chain(arguments, metadata, files, rules).Choose();
}

}  // namespace provider::configure
