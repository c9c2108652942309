// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What to do about an error code: one data table, schemas/hints.json.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace provider::service {

// Of a failed call to any service. The sentence for the code ("APIGW.0301"), a closer one where the
// code covers many causes and the message tells which. Where the code is not known: for the HTTP
// status, then for its class ("4xx"). "" for a success and where there is no response.
[[nodiscard]] std::string HintForCall(std::string_view code, std::string_view message,
                                      int http_status);

// Sentences by code, which is looked up without case.
using HintTable = std::map<std::string, std::string, std::less<>>;

// The table of hints.json at `section` and `name`: {"checks", "codes"}. A data source's own hints
// have a section of their own there.
[[nodiscard]] HintTable ReadHintTable(const char* section, const char* name);

// "" where the code is not in the table.
[[nodiscard]] std::string FindHint(const HintTable& table, std::string_view code);

// Whether HintForCall has a sentence for the code itself.
[[nodiscard]] bool HasHintForCode(std::string_view code);

}  // namespace provider::service
