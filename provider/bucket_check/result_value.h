// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A check's report as a value of the schema's type.

#pragma once

#include "provider/bucket_check/check_run.h"
#include "provider/cty/value.h"

namespace provider::bucket_check {

// `config` with its read-only attributes filled. What the user has written stays as written, also
// an empty string: core compares. Wholly known; `region` is null when there is none, `domain_id`
// when nothing was checked.
[[nodiscard]] cty::Value ResultValue(const cty::Value& config, const CheckReport& report);

}  // namespace provider::bucket_check
