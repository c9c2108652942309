// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Hints for the errors of checkbucket that differ from those for any call: the sections "checks"
// and "buckets" of schemas/hints.json.

#pragma once

#include <string>
#include <string_view>

namespace provider::cts {

// The hint for a failed call: by its code ("CTS.0013"), or by the HTTP status if
// service::HintForCall does not know the code. Empty if the hint is the same as for any call.
// `domain_id_source` says where the account ID in the request comes from ("the environment variable
// HW_DOMAIN_ID"); empty if it was looked up and so cannot be wrong.
[[nodiscard]] std::string HintForCheck(std::string_view code, int http_status,
                                       std::string_view domain_id_source);

// The hint for a code inside check_bucket_response. Compares the part after the last "OBS.",
// ignoring case ("OBS.NoSuchBucket", "NoSuchBucket"). `with_key`: a KMS key was checked too, so the
// code may be about the key. Empty for an unknown code.
[[nodiscard]] std::string HintForBucket(std::string_view code, bool with_key);

}  // namespace provider::cts
