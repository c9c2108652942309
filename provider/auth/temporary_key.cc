// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/temporary_key.h"

#include <array>

#include <nlohmann/json.hpp>

#include "provider/auth/iam.h"
#include "provider/base/redaction.h"

namespace provider::auth {
namespace {

struct Form {
  const char* object;
  const char* access_key;
  const char* secret_key;
  const char* security_token;
  const char* expires_at;
};

constexpr std::array<Form, 2> kForms = {
    Form{"credential", "access", "secret", "securitytoken", "expires_at"},
    Form{"credentials", "access_key_id", "secret_access_key", "security_token", "expiration"}};

}  // namespace

tl::expected<TemporaryKey, service::Error> ReadTemporaryKey(const Asked& asked,
                                                            const http::Response& response) {
  const auto document = ParseAnswer(asked, response);
  if (!document) return tl::unexpected(document.error());
  for (const auto& form : kForms) {
    const auto& object = MemberAt(*document, form.object);
    if (!object.is_object()) continue;
    TemporaryKey lent{{StringAt(object, form.access_key), StringAt(object, form.secret_key),
                       StringAt(object, form.security_token)},
                      ParseIsoTime(StringAt(object, form.expires_at))};
    base::SecretRegistry::Process().Add(lent.key.secret_key);
    base::SecretRegistry::Process().Add(lent.key.security_token);
    if (IsSecretText(lent.key.access_key) && IsSecretText(lent.key.secret_key) &&
        IsSecretText(lent.key.security_token)) {
      return lent;
    }
  }
  return tl::unexpected(NotUnderstood(asked, response, "The answer has no temporary keys."));
}

}  // namespace provider::auth
