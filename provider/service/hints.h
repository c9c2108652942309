// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What to do about an error code: one data table, schemas/hints.json.

#pragma once

#include <string>
#include <string_view>

namespace provider::service {

// Of a failed call to any service. The sentence for the code ("APIGW.0301"), a closer one where the
// code covers many causes and the message tells which. Where the code is not known: for the HTTP
// status, then for its class ("4xx"). "" for a success and where there is no response.
[[nodiscard]] std::string HintForCall(std::string_view code, std::string_view message,
                                      int http_status);

// Of a failed check, where that is another than for any call: for the code ("CTS.0013"), else,
// where `HintForCall` does not know the code, for the HTTP status. "" where it is the same.
// `domain_id_source`: where the account ID in the request comes from, "the environment variable
// HW_DOMAIN_ID"; empty where it was looked up and cannot be wrong.
[[nodiscard]] std::string HintForCheck(std::string_view code, int http_status,
                                       std::string_view domain_id_source);

// The sentences for a code inside check_bucket_response; matched on the part after the last "OBS.",
// without case ("OBS.NoSuchBucket", "NoSuchBucket"). `with_key`: a KMS key was checked too, and the
// code may be about that. "" where the code is not known.
[[nodiscard]] std::string HintForBucket(std::string_view code, bool with_key);

}  // namespace provider::service
