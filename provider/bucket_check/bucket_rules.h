// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a bucket may be called.
//
// Two sets of rules: the API of CTS refuses a name that breaks its own, so that is an error before
// any call. OBS has more: a name that breaks only those passes the API, but no such bucket can
// exist, so that is a warning.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provider::bucket_check {

// Each item is a full sentence that names the bucket and ends in a period, so that the items joined
// by spaces are a message. Empty: the name is fine. Offline and pure.
//
// Source: API page of checkbucket, bucket_name: 3 to 63 characters out of [a-z0-9.-], the first one
// a lowercase letter or a digit.
[[nodiscard]] std::vector<std::string> ApiNameProblems(std::string_view name);

// Source: OBS naming rules beyond those: no IP address, no hyphen or period at the end, no "..",
// ".-" or "-.".
[[nodiscard]] std::vector<std::string> ObsNameProblems(std::string_view name);

}  // namespace provider::bucket_check
