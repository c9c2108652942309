// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Says what to do about an error code, from one table: schemas/hints.json.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace provider::service {

// The hint for a failed call to any service. Looks for the code together with a part of the
// message, because some codes cover many causes, then for the code alone ("APIGW.0301"), then for
// the HTTP status, then for the class of the status ("4xx"). "" for a success and if there is no
// response.
[[nodiscard]] std::string HintForCall(std::string_view code, std::string_view message,
                                      int http_status);

// Hints by code. The look-up ignores case.
using HintTable = std::map<std::string, std::string, std::less<>>;

// The table at `section` and `name` in hints.json: {"checks", "codes"}. A data source's own hints
// have their own section there.
[[nodiscard]] HintTable ReadHintTable(const char* section, const char* name);

// "" if the code is not in the table.
[[nodiscard]] std::string FindHint(const HintTable& table, std::string_view code);

// Whether HintForCall has a hint for the code itself.
[[nodiscard]] bool HasHintForCode(std::string_view code);

}  // namespace provider::service
