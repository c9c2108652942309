// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The responses of checkbucket. The bucket's name selects the result, so an example explains
// itself.
//
// | name begins with | the bucket's response                                            |
// |------------------|------------------------------------------------------------------|
// | missing-         | 404 OBS.NoSuchBucket                                             |
// | denied-          | 403 OBS.AccessDenied                                             |
// | arrears-         | 403 OBS.InArrearOrInsufficientBalance                            |
// | moved-           | 301 OBS.PermanentRedirect: it is in another location             |
// | flaky-           | 500 OBS.InternalError the first time, success afterwards         |
// | throttled-       | 429 OBS.SlowDown the first time, success afterwards              |
// | late-N-          | 404 OBS.NoSuchBucket the first N times (1 to 9), then success    |
// | silent-          | no entry at all                                                  |
// | nosuccess-       | a check_bucket_response without "success"                        |
// | poison-          | the whole call is refused: 400 CTS.0213                          |
// | anything else    | 200, success                                                     |
//
// With encryption on, a kms_id of zeros is 400 KMS.NotFoundException, one of ones (1111…) is
// 400 KMS.DisabledException, whatever the name.

#pragma once

#include <map>
#include <mutex>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/standin/call.h"

namespace standin {

// Thread safe.
class BucketRules {
 public:
  // Responds to the body of one call. Stricter than the real service: a field of the wrong type, an
  // unknown one or a null, which the API page does not allow, is 400 CTS.0003.
  [[nodiscard]] Answer Check(const std::string& body);

  // Flaky, throttled and late buckets fail again.
  void Reset();

 private:
  [[nodiscard]] nlohmann::json CheckOne(const nlohmann::json& entry);
  // How often it was requested before.
  [[nodiscard]] int TimesBefore(const std::string& bucket_name);

  std::mutex mutex_;
  std::map<std::string, int> asked_;
};

// The rule of the API page: 3 to 63 of [a-z0-9.-], the first a letter or digit.
[[nodiscard]] bool IsBucketName(const std::string& name);

}  // namespace standin
