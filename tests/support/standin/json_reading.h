// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reading of request bodies that may be anything, and writing of the times in answers.

#pragma once

#include <chrono>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace standin {

// A string somewhere inside; anything else on the way is empty.
[[nodiscard]] std::string StringAt(const nlohmann::json& document, const std::string& pointer);

// "2024-06-19T08:00:00.000000Z", the form of IAM and the metadata service.
[[nodiscard]] std::string IsoTime(std::chrono::sys_seconds time);

}  // namespace standin
