// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What to do about the errors of checkbucket, where that is another than for any call: the sections
// "checks" and "buckets" of schemas/hints.json.

#pragma once

#include <string>
#include <string_view>

namespace provider::cts {

// Of a failed call: for the code ("CTS.0013"), else, where service::HintForCall does not know the
// code, for the HTTP status. "" where the hint is the same as for any call. `domain_id_source`:
// where the account ID in the request comes from, "the environment variable HW_DOMAIN_ID"; empty
// where it was looked up and cannot be wrong.
[[nodiscard]] std::string HintForCheck(std::string_view code, int http_status,
                                       std::string_view domain_id_source);

// For a code inside check_bucket_response; matched on the part after the last "OBS.", without case
// ("OBS.NoSuchBucket", "NoSuchBucket"). `with_key`: a KMS key was checked too, and the code may be
// about that. "" where the code is not known.
[[nodiscard]] std::string HintForBucket(std::string_view code, bool with_key);

}  // namespace provider::cts
