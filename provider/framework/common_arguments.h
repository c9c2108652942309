// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The arguments that every data source has: `region` and `timeouts`. Unknown values read as unset,
// so the functions serve validation as well.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "provider/base/clock.h"
#include "provider/cty/path.h"
#include "provider/cty/value.h"
#include "provider/framework/config_reader.h"
#include "provider/framework/diagnostics.h"
#include "provider/schema/schema.h"

namespace provider::framework {

// The argument `region`. "" if it is unset or not a region ID; the latter is an error.
[[nodiscard]] std::string ReadRegion(const cty::Value& config, Diagnostics& diagnostics);

// nullopt if the argument is unset or not a duration; the latter is an error at `path`. `subject`
// begins the error's detail: "The attribute wait_for".
[[nodiscard]] std::optional<std::chrono::nanoseconds> ReadDuration(
    const Argument<std::string>& argument, std::string_view subject, const cty::Path& path,
    Diagnostics& diagnostics);

// timeouts.read. nullopt if it is unset or not a positive duration; the latter is an error.
[[nodiscard]] std::optional<std::chrono::nanoseconds> ReadTimeout(const cty::Value& config,
                                                                  Diagnostics& diagnostics);

// The default of timeouts.read, from the schema of a data source.
[[nodiscard]] std::chrono::nanoseconds DefaultReadTimeout(const schema::Block& block);

// When a read must end that begins now. A time limit of more than a year counts as a year, so that
// the sum does not overflow.
[[nodiscard]] base::SteadyTime DeadlineAfter(base::SteadyTime now, std::chrono::nanoseconds limit);

}  // namespace provider::framework
