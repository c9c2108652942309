// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What to do about an error code: one data table, schemas/hints.json.

#pragma once

#include <string>
#include <string_view>

namespace provider::service {

// The sentence for a code of the service itself ("CTS.0013", "APIGW.0101"), a closer one where the
// code covers many causes and the message tells which. Where the code is not known: for the HTTP
// status, then for its class ("4xx"). "" for a success and where there is no answer.
[[nodiscard]] std::string HintForCall(std::string_view code, std::string_view message,
                                      int http_status);

// The sentences for a code inside check_bucket_response; matched on the part after the last "OBS.",
// without case ("OBS.NoSuchBucket", "NoSuchBucket"). `with_key`: a KMS key was checked too, and the
// code may be about that. "" where the code is not known.
[[nodiscard]] std::string HintForBucket(std::string_view code, bool with_key);

}  // namespace provider::service
