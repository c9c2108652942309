// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a response of checkbucket says of each bucket, before it is known which was asked about.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "provider/cts/match.h"

namespace provider::cts {

// The items of "buckets", in their order. Fields that are absent, null or of another type are the
// same, unknown ones are passed over; but each item has check_bucket_response.success, a boolean.
// What is wrong inside a text spoils that text alone (service::RepairJsonTexts). Within the limits
// of service::JsonLimits, and no more than 100,000 items. Texts are as they came, but no more is
// kept of one than is of use: the beginning that text::CleanForeignText looks at, or 64 KiB of what
// is only compared. The error is a sentence that names what is wrong.
[[nodiscard]] tl::expected<std::vector<AnswerEntry>, std::string> ReadEntries(
    std::string_view body);

}  // namespace provider::cts
