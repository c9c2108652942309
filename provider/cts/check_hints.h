// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Hints for the errors of checkbucket that differ from those for any call: the sections "checks"
// and "buckets" of schemas/hints.json.

#pragma once

#include <string>
#include <string_view>

#include "provider/cts/cts_call.h"

namespace provider::cts {

// For failed calls.
[[nodiscard]] const CallHints& HintsForChecks();

// The hint for a code inside check_bucket_response. Compares the part after the last "OBS.",
// ignoring case ("OBS.NoSuchBucket", "NoSuchBucket"). `with_key`: a KMS key was checked too, so the
// code may be about the key. Empty for an unknown code.
[[nodiscard]] std::string HintForBucket(std::string_view code, bool with_key);

}  // namespace provider::cts
