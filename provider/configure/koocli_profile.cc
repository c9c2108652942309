// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/koocli_profile.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "provider/configure/key_shape.h"
#include "provider/service/json.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

using nlohmann::json;
using service::MemberAt;
using service::StringAt;
using Problem = tl::unexpected<FileFault>;

constexpr std::size_t kMaxNamesShown = 10;
constexpr std::size_t kMaxAccessKey = 64;  // plain ones have 20 characters, encrypted ones hundreds
constexpr const char* kAddIt = "Add what is missing with `hcloud configure`.";
constexpr const char* kOtherFile =
    "Correct the file, or name another one in shared_config_file (HW_SHARED_CONFIG_FILE).";

std::string Quoted(std::string_view text) {
  return fmt::format("\"{}\"", text::CleanForeignText(text, 64));
}

void RegisterSecrets(const json& profile) {
  auto& secrets = text::SecretRegistry::Process();
  const json& temporary = MemberAt(MemberAt(profile, "ssoAuth"), "stsToken");
  for (const json* object : {&profile, &temporary}) {
    const std::string access_key = StringAt(*object, "accessKeyId");
    if (LooksLikeSecretKey(access_key)) secrets.Add(access_key);
    secrets.Add(StringAt(*object, "secretAccessKey"));
    secrets.Add(StringAt(*object, "securityToken"));
  }
}

// Some versions write a string instead of a boolean.
bool SaysEncrypted(const json& document) {
  const json& flag = MemberAt(document, "authEncrypt");
  return flag == json(true) || text::AsciiLower(StringAt(document, "authEncrypt")) == "true";
}

bool LooksEncrypted(const auth::AccessKey& key) {
  if (LooksLikeAccessKey(key.secret_key)) return false;  // the halves are swapped
  return key.access_key.size() > kMaxAccessKey ||
         key.access_key.find_first_of("+/=") != std::string::npos;
}

tl::expected<const json*, FileFault> Find(const json& document, const std::string& name) {
  const json& profiles = MemberAt(document, "profiles");
  if (!profiles.is_array())
    return Problem({"is not a configuration file of KooCLI: it has no \"profiles\"", kOtherFile});
  const std::string wanted = name.empty() ? StringAt(document, "current") : name;
  if (wanted.empty()) return Problem({"names no current profile", "Set profile (HW_PROFILE)."});
  std::vector<std::string> others;
  for (const json& profile : profiles) {
    const std::string found = StringAt(profile, "name");
    if (found == wanted) return &profile;
    if (others.size() < kMaxNamesShown) others.push_back(Quoted(found));
  }
  return Problem(
      {others.empty()
           ? fmt::format("has no profile {}", Quoted(wanted))
           : fmt::format("has no profile {}; it has {}", Quoted(wanted), fmt::join(others, ", ")),
       name.empty() ? "The file calls it the current one. Set profile (HW_PROFILE) to another one."
                    : "Correct the name."});
}

auth::AccessKey KeyOf(const json& object) {
  return {StringAt(object, "accessKeyId"), StringAt(object, "secretAccessKey"),
          StringAt(object, "securityToken")};
}

// "a and b": the names of the members whose value is empty.
std::string NamesOfEmpty(
    std::initializer_list<std::pair<const char*, const std::string&>> members) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : members) {
    if (value.empty()) names.emplace_back(name);
  }
  return fmt::format("{}", fmt::join(names, " and "));
}

// Sets key and agency, or returns why that is not possible.
FileFault ReadCredentials(const json& document, const json& object, KooCliProfile& profile) {
  const std::string subject = fmt::format("has a profile {}", Quoted(profile.name));
  const std::string written_mode = StringAt(object, "mode");
  const std::string mode = text::AsciiLower(written_mode);
  if (mode == "ecsagency") return {};
  if (mode != "sso" && mode != "aksk" && mode != "agency" && !mode.empty()) {
    return {fmt::format("{} of mode {}, which cannot be used here; AKSK, SSO, agency and ecsAgency "
                        "can",
                        subject, Quoted(written_mode)),
            "Name another profile in profile (HW_PROFILE)."};
  }
  auth::AccessKey key =
      KeyOf(mode == "sso" ? MemberAt(MemberAt(object, "ssoAuth"), "stsToken") : object);
  if (key.access_key.empty() || key.secret_key.empty()) {
    if (mode == "sso") return {subject + " without keys", "Sign in with `hcloud configure sso`."};
    return {fmt::format("{} without {}", subject,
                        NamesOfEmpty({{"accessKeyId", key.access_key},
                                      {"secretAccessKey", key.secret_key}})),
            kAddIt};
  }
  if (SaysEncrypted(document) || LooksEncrypted(key)) {
    return {"holds encrypted secrets, which only KooCLI can read",
            "Run `hcloud configure set --cli-auth-encrypt=false`, then configure the profile "
            "again."};
  }
  if (mode == "agency") {
    auth::Agency agency{StringAt(object, "agencyName"), StringAt(object, "agencyDomainName"),
                        StringAt(object, "agencyDomainId"), 0};
    if (agency.name.empty()) return {subject + " without agencyName", kAddIt};
    if (agency.domain_name.empty() && agency.domain_id.empty()) {
      return {subject + " without agencyDomainName and agencyDomainId", kAddIt};
    }
    profile.agency = std::move(agency);
  }
  profile.key = std::move(key);
  return {};
}

}  // namespace

tl::expected<KooCliProfile, FileFault> ReadKooCliProfile(std::string_view text,
                                                         const std::string& name) {
  const auto document = service::ParseBoundedJson(text);
  if (!document) return Problem({document.error(), kOtherFile});
  if (const json& profiles = MemberAt(*document, "profiles"); profiles.is_array()) {
    std::ranges::for_each(profiles, RegisterSecrets);
  }
  const auto found = Find(*document, name);
  if (!found) return Problem(found.error());
  const json& object = **found;
  KooCliProfile profile{.name = StringAt(object, "name"),
                        .region = StringAt(object, "region"),
                        .domain_id = StringAt(object, "domainId"),
                        .project_id = StringAt(object, "projectId"),
                        .key = std::nullopt,
                        .agency = std::nullopt,
                        .problem = {}};
  profile.problem = ReadCredentials(*document, object, profile);
  return profile;
}

}  // namespace provider::configure
